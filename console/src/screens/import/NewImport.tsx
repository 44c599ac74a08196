import { useState } from "react";
import { useQuery } from "urql";
import { Refused } from "../../api/session";
import { useAccount, useGo } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Button } from "../../ui/Button";
import { Failed, Skeleton } from "../../ui/Empty";
import { Field, SelectField } from "../../ui/Field";
import { Drop } from "./Drop";
import { EarlierImportsList } from "./Earlier";
import css from "./Import.module.css";
import { ImportSequences, PreviewImport } from "./import.gen";
import { JobView } from "./Job";
import { Preview } from "./Preview";
import { beginning, type Mapping, upload } from "./upload";

/** A file: its columns, its first rows as leads, a dry run over every row, and then the import. */
export function NewImport() {
  const [file, setFile] = useState<{ file: File; text: string } | null>(null);
  if (file) return <Chosen key={file.text} file={file.file} text={file.text} onOther={() => setFile(null)} />;
  return (
    <>
      <Drop
        label="Drop a CSV file of leads, or choose one"
        hint="A header, and a row for each lead. You see how it is read before anything is imported."
        onFile={async (chosen) => setFile({ file: chosen, text: await beginning(chosen) })}
      />
      <EarlierImportsList />
    </>
  );
}

function Chosen({ file, text, onOther }: { file: File; text: string; onOther: () => void }) {
  const { id: accountId } = useAccount();
  const { can } = useSession();
  const go = useGo();
  const [mapping, setMapping] = useState<Mapping>({});
  const [sequenceId, setSequence] = useState("");
  const [perHour, setPerHour] = useState("");
  const [tried, setTried] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [{ data, error }] = useQuery({ query: PreviewImport, variables: { accountId, csv: text, mapping } });
  const [{ data: found }] = useQuery({ query: ImportSequences, variables: { accountId } });
  // Another choice is another import: the answers of the dry run are no longer its answers.
  const changed = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value);
      setTried(null);
    };
  };
  const start = async (dryRun: boolean) => {
    setBusy(true);
    setRefusal(null);
    try {
      const job = await upload(file, { accountId, mapping, sequenceId, perHour, dryRun });
      if (dryRun) setTried(job);
      else go("import", job);
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      setRefusal(reason.message);
    } finally {
      setBusy(false);
    }
  };
  const preview = data?.previewImport;
  const problem = refusal ?? preview?.userErrors[0]?.message ?? error?.message;
  const hasPhone = preview?.columns.some((one) => one.field === "phone");
  return (
    <>
      <div className={css.row}>
        <h2>{file.name}</h2>
        <Button onClick={onOther}>Another file</Button>
      </div>
      {problem && <Failed message={problem} />}
      {preview ? <Preview of={preview} onMap={changed(setMapping)} mapping={mapping} /> : !error && <Skeleton />}
      {preview && preview.columns.length > 0 && !hasPhone && (
        <p className={css.notice}>No column is the phone. Choose “phone” above the column that has it.</p>
      )}
      {hasPhone && (
        <>
          {can("SEND") && (
            <div className={css.pair}>
              <SelectField
                label="Enroll every lead in"
                value={sequenceId}
                options={[
                  ["", "No sequence"],
                  ...(found?.sequences.items ?? []).map((one) => [one.id, one.name] as const),
                ]}
                onChange={changed(setSequence)}
              />
              {sequenceId && (
                <Field
                  label="Enrollments an hour"
                  type="number"
                  hint="Empty: all at once."
                  value={perHour}
                  onChange={(event) => changed(setPerHour)(event.target.value)}
                />
              )}
            </div>
          )}
          <div className={css.row}>
            <p className={css.soft}>A dry run reads every row and changes nothing.</p>
            <Button kind={tried ? "plain" : "primary"} disabled={busy} onClick={() => start(true)}>
              Dry run
            </Button>
            {tried && (
              <Button kind="primary" disabled={busy} onClick={() => start(false)}>
                Import
              </Button>
            )}
          </div>
          {tried && <JobView key={tried} id={tried} />}
        </>
      )}
    </>
  );
}
