import { FileUp } from "lucide-react";
import { useState } from "react";
import css from "./Import.module.css";

/** A place for a file, by drop or by choice. */
export function Drop({ label, hint, onFile }: { label: string; hint: string; onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  return (
    <label className={`${css.drop} ${over ? css.over : ""}`}>
      <FileUp />
      <strong>{label}</strong>
      <p>{hint}</p>
      {/* It lies over the whole place, so the browser takes what is dropped. */}
      <input
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-label={label}
        onDragEnter={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
