import { Download } from "lucide-react";
import { useQuery, useSubscription } from "urql";
import { useAct } from "../../api/act";
import { useGo } from "../../frame/routes";
import { useSession } from "../../frame/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty, Failed, Skeleton } from "../../ui/Empty";
import { capitalized, count, words } from "../../ui/format";
import { useToast } from "../../ui/Toast";
import css from "./Import.module.css";
import { ContinueImport, HoldImport, ImportChanged, type JobFieldsFragment, ReadImport } from "./import.gen";
import { saveReport } from "./upload";

export const TONE = { CHECKING: "info", RUNNING: "info", PAUSED: "warn", DONE: "good", FAILED: "bad" } as const;

/** An import that was started: the page that stays when the file is gone. */
export function Job({ id }: { id: string }) {
  const go = useGo();
  return (
    <>
      <JobView id={id} />
      <div>
        <Button onClick={() => go("import")}>Import another file</Button>
      </div>
    </>
  );
}

/** How far an import is, as it goes on, and every row that was refused. */
export function JobView({ id }: { id: string }) {
  const [{ data, error }, again] = useQuery({ query: ReadImport, variables: { id } });
  useSubscription({ query: ImportChanged, variables: { id } });
  const job = data?.importJob;
  if (job) return <Progress job={job} />;
  if (error) return <Failed message={error.message} retry={() => again({ requestPolicy: "network-only" })} />;
  return data ? <Empty title="There is no such import" /> : <Skeleton rows={3} />;
}

function Progress({ job }: { job: JobFieldsFragment }) {
  const { can } = useSession();
  const [act, busy] = useAct();
  const toast = useToast();
  const { id, dryRun, status, done, rows } = job;
  const open = status === "CHECKING" || status === "RUNNING" || status === "PAUSED";
  const counts = [
    ["Rows", rows],
    [dryRun ? "Would be created" : "Created", job.created],
    [dryRun ? "Would be updated" : "Updated", job.updated],
    ["Known already", job.skipped],
    ["Refused", job.refused],
    [dryRun ? "Would be enrolled" : "Enrolled", job.enrolled],
  ] as const;
  return (
    <section className={css.page} aria-label={dryRun ? "Dry run" : "The import"}>
      <div className={css.row}>
        <h2>{dryRun ? "Dry run" : "The import"}</h2>
        <Badge tone={TONE[status]}>{capitalized(words(status))}</Badge>
        {open && can("WRITE") && (
          <Button
            disabled={busy}
            onClick={() => void (status === "PAUSED" ? act(ContinueImport, { id }) : act(HoldImport, { id }))}
          >
            {status === "PAUSED" ? "Go on" : "Pause"}
          </Button>
        )}
        {job.reportUrl && (
          <Button
            icon={<Download />}
            onClick={() => saveReport(id).catch((reason: Error) => toast(reason.message, { bad: true }))}
          >
            Refused rows
          </Button>
        )}
      </div>
      {open && (
        <progress
          className={css.progress}
          aria-label="Rows dealt with"
          max={rows || undefined}
          value={rows ? done : undefined}
        />
      )}
      {job.failure && <p className={css.notice}>{job.failure}</p>}
      <dl className={css.counts}>
        {counts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      {job.errors.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className={css.scroll} tabIndex={0} role="region" aria-label="Refused rows">
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Why it was refused</th>
              </tr>
            </thead>
            <tbody>
              {job.errors.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line can be refused for two reasons
                <tr key={index}>
                  <td>{one.row}</td>
                  <td style={{ whiteSpace: "normal", maxWidth: "none" }}>{one.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {job.refused > job.errors.length && job.reportUrl && (
        <p className={css.soft}>The file of refused rows has all of them.</p>
      )}
    </section>
  );
}
