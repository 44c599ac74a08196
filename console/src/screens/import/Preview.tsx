import { capitalized } from "../../ui/format";
import css from "./Import.module.css";
import type { PreviewImportQuery } from "./import.gen";
import type { Mapping } from "./upload";

type Props = {
  of: PreviewImportQuery["previewImport"];
  mapping: Mapping;
  onMap: (mapping: Mapping) => void;
};
const LEFT_OUT = "";
const METADATA = "metadata";

/** "firstName" as "First name". */
const named = (field: string) =>
  field === METADATA ? "Custom value" : capitalized(field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

/** The columns with the field that each fills, and the first rows as leads. */
export function Preview({ of, mapping, onMap }: Props) {
  if (of.columns.length === 0) return null;
  const rows = of.rows.map(({ line, problem, ...row }) => ({
    line,
    problem,
    fields: row.fields as Record<string, string>,
    metadata: row.metadata as Record<string, string>,
  }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className={css.scroll} tabIndex={0} role="region" aria-label="How the file is read">
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {of.columns.map(({ header, field }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one header
              <th key={index} scope="col">
                <div>{header}</div>
                <select
                  aria-label={`Field of ${header}`}
                  value={field ?? LEFT_OUT}
                  onChange={(event) => onMap({ ...mapping, [header]: event.target.value || null })}
                >
                  <option value={LEFT_OUT}>Leave out</option>
                  {of.fields.map((name) => (
                    <option key={name} value={name}>
                      {named(name)}
                    </option>
                  ))}
                </select>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, fields, metadata, problem }) => (
            <tr key={line}>
              <td>{line}</td>
              {problem ? (
                <td colSpan={of.columns.length}>{problem}</td>
              ) : (
                of.columns.map(({ header, field }, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one header
                  <td key={index}>{field && field !== METADATA ? fields[field] : metadata[header]}</td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
