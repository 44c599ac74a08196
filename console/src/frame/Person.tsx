import { Braces, Keyboard, LogOut, Monitor, Moon, Sun, User } from "lucide-react";
import { type ReactNode, useState } from "react";
import { EXPLORER } from "../api/places";
import { Button } from "../ui/Button";
import { Actions, Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Menu, MenuItem, MenuLabel, MenuLine } from "../ui/Menu";
import css from "./Shell.module.css";
import { useSession } from "./session";
import { applyTheme, type Theme, theme } from "./theme";

export const THEMES: readonly (readonly [Theme, string, ReactNode])[] = [
  ["system", "As the system", <Monitor key="system" />],
  ["light", "Light", <Sun key="light" />],
  ["dark", "Dark", <Moon key="dark" />],
];

/** Who works here: the name, the theme, and the way out. */
export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const { person, signOut } = useSession();
  const [chosen, setChosen] = useState(theme);
  const [naming, setNaming] = useState(false);
  const choose = (one: Theme) => {
    applyTheme(one);
    setChosen(one);
  };
  return (
    <>
      <Menu
        trigger={
          <button type="button" className={css.person} aria-label={`You: ${person}`} title={person}>
            {person.charAt(0).toUpperCase()}
          </button>
        }
      >
        <MenuLabel>{person}</MenuLabel>
        <MenuItem icon={<User />} onSelect={() => setNaming(true)}>
          Change your name
        </MenuItem>
        <MenuItem icon={<Keyboard />} onSelect={onHelp}>
          Keys
        </MenuItem>
        <MenuItem icon={<Braces />} onSelect={() => location.assign(EXPLORER)}>
          API explorer
        </MenuItem>
        <MenuLine />
        <MenuLabel>Theme</MenuLabel>
        {THEMES.map(([one, name, icon]) => (
          <MenuItem key={one} icon={icon} checked={chosen === one} onSelect={() => choose(one)}>
            {name}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={<LogOut />} onSelect={signOut}>
          Sign out
        </MenuItem>
      </Menu>
      {naming && <NameDialog onClose={() => setNaming(false)} />}
    </>
  );
}

/** How the person at this browser is named beside what they write. */
export function NameDialog({ onClose }: { onClose: () => void }) {
  const { person, setPerson } = useSession();
  return (
    <Dialog title="Your name" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setPerson(String(new FormData(event.currentTarget).get("name")));
          onClose();
        }}
      >
        <Field
          label="Name"
          name="name"
          required
          defaultValue={person}
          hint="Shown beside what you write and take over."
        />
        <Actions>
          <Button kind="primary" type="submit">
            Save
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
