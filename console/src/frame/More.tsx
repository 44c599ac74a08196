import { Braces, LogOut, Smartphone, User } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { EXPLORER } from "../api/places";
import { Dialog } from "../ui/Dialog";
import { SelectField } from "../ui/Field";
import { NameDialog, THEMES } from "./Person";
import { type Screen, useAccount, useLink } from "./routes";
import css from "./Shell.module.css";
import { useSession } from "./session";
import { applyTheme, type Theme, theme } from "./theme";

type Props = {
  screens: readonly Screen[];
  phone: boolean;
  onPhone: (() => void) | undefined;
  onClose: () => void;
};

/** What has no room in the bar of a narrow screen: the other screens, the account, and the person. */
export default function More({ screens, phone, onPhone, onClose }: Props) {
  const { accounts, person, signOut } = useSession();
  const account = useAccount();
  const link = useLink();
  const [path, navigate] = useLocation();
  const [chosen, setChosen] = useState(theme);
  const [naming, setNaming] = useState(false);
  if (naming) return <NameDialog onClose={onClose} />;
  return (
    <Dialog title="More" place="bottom" onClose={onClose}>
      <ul className={css.more}>
        {screens.map((screen) => (
          <li key={screen.path}>
            <Link
              href={link(screen.path)}
              aria-current={path.startsWith(link(screen.path)) ? "page" : undefined}
              onClick={onClose}
            >
              <screen.icon /> {screen.name}
            </Link>
          </li>
        ))}
        {onPhone && (
          <li>
            <button
              type="button"
              aria-pressed={phone}
              onClick={() => {
                onClose();
                onPhone();
              }}
            >
              <Smartphone /> Phone
            </button>
          </li>
        )}
      </ul>
      <SelectField
        label="Account"
        value={account.id}
        options={accounts.map((one) => [one.id, one.name] as const)}
        onChange={(id) => {
          onClose();
          navigate(`/${id}/${path.split("/")[2] ?? ""}`);
        }}
      />
      <SelectField
        label="Theme"
        value={chosen}
        options={THEMES.map(([value, name]) => [value, name] as const)}
        onChange={(value) => {
          applyTheme(value as Theme);
          setChosen(value as Theme);
        }}
      />
      <ul className={css.more}>
        <li>
          <button type="button" onClick={() => setNaming(true)}>
            <User /> Your name: {person}
          </button>
        </li>
        <li>
          <a href={EXPLORER}>
            <Braces /> API explorer
          </a>
        </li>
        <li>
          <button type="button" onClick={signOut}>
            <LogOut /> Sign out
          </button>
        </li>
      </ul>
    </Dialog>
  );
}
