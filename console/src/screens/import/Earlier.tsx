import { Link } from "wouter";
import { useConnection } from "../../api/useConnection";
import { useAccount, useLink } from "../../frame/routes";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Failed } from "../../ui/Empty";
import { capitalized, count, plural, words } from "../../ui/format";
import { Time } from "../../ui/Time";
import css from "./Import.module.css";
import {
  type EarlierImportFragment as Earlier,
  EarlierImports,
  type EarlierImportsQuery,
  type EarlierImportsQueryVariables,
} from "./import.gen";
import { TONE } from "./Job";

const newestFirst = (a: Earlier, b: Earlier) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);
const MOST = 20;

/** The imports of the account, the newest first; each opens with its counts and its refused rows. */
export function EarlierImportsList() {
  const { id: accountId } = useAccount();
  const link = useLink();
  const { rows, more, failed, refresh } = useConnection<EarlierImportsQuery, EarlierImportsQueryVariables, Earlier>({
    document: EarlierImports,
    variables: { accountId },
    page: (data) => data.importJobsConnection,
    compare: newestFirst,
    size: MOST,
  });
  if (failed) return <Failed message={failed} retry={refresh} />;
  if (rows.length === 0) return null;
  return (
    <section className={css.earlier} aria-label="Earlier imports">
      <h2>Earlier imports</h2>
      <ul>
        {rows.map((one) => (
          <li key={one.id}>
            <Link href={link("import", one.id)}>
              <Time at={one.createdAt} />
              <Badge tone={TONE[one.status]}>{capitalized(words(one.status))}</Badge>
              <span>{counts(one)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more && <Button onClick={more}>More</Button>}
    </section>
  );
}

function counts({ rows, done, created, updated, refused, enrolled }: Earlier) {
  const of = done < rows ? `${count(done)} of ${plural(rows, "row")}` : plural(rows, "row");
  const parts = [
    created > 0 && `${count(created)} created`,
    updated > 0 && `${count(updated)} updated`,
    enrolled > 0 && `${count(enrolled)} enrolled`,
    refused > 0 && `${count(refused)} refused`,
  ].filter(Boolean);
  return parts.length ? `${of}: ${parts.join(", ")}` : of;
}
