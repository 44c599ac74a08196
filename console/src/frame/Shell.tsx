import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { useStoryAsked } from "../phone/asked";
import { Dialog } from "../ui/Dialog";
import { type Key, useAllKeys, useKeys } from "./keys";
import { Navigation } from "./Navigation";
import { PHONE_KEY, useGo, useScreens } from "./routes";
import css from "./Shell.module.css";
import { useSession } from "./session";

const Phone = lazy(() => import("../phone/Phone"));
const PHONE_OPEN = "nudge-phone-open";
const WIDE_PX = 1000;

/** The navigation, the screen, and beside it the phone of the simulator. */
export function Shell({ children }: { children: ReactNode }) {
  const { simulated, can } = useSession();
  // Whoever plays the lead may send.
  const hasPhone = simulated && can("SEND");
  const screens = useScreens();
  const go = useGo();
  const main = useRef<HTMLElement>(null);
  const [help, setHelp] = useState(false);
  const [phone, setPhone] = useState(() => sessionStorage.getItem(PHONE_OPEN) === "yes" && innerWidth >= WIDE_PX);
  useEffect(() => sessionStorage.setItem(PHONE_OPEN, phone ? "yes" : "no"), [phone]);
  useStoryAsked(() => setPhone(true));
  const keys: Key[] = [
    { press: "?", does: "Show the keys", run: () => setHelp(true) },
    {
      press: "/",
      does: "Search",
      run: () => document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
    },
    ...screens.map(({ key, name, path }) => ({ press: `g ${key}`, does: `Go to ${name}`, run: () => go(path) })),
  ];
  if (hasPhone)
    keys.push({ press: `g ${PHONE_KEY}`, does: "Open or close the Phone", run: () => setPhone((open) => !open) });
  useKeys("Everywhere", keys);
  return (
    <div className={`${css.shell} ${phone ? css.withPhone : ""}`}>
      <button type="button" className={css.skip} onClick={() => main.current?.focus()}>
        Skip to the screen
      </button>
      <Navigation
        phone={phone}
        onPhone={hasPhone ? () => setPhone((open) => !open) : undefined}
        onHelp={() => setHelp(true)}
      />
      <main ref={main} tabIndex={-1} className={css.main}>
        {children}
      </main>
      {phone && hasPhone && (
        <Suspense fallback={null}>
          <Phone onClose={() => setPhone(false)} />
        </Suspense>
      )}
      {help && <Keys onClose={() => setHelp(false)} />}
    </div>
  );
}

function Keys({ onClose }: { onClose: () => void }) {
  const groups = useAllKeys();
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className={css.keys}>
        {groups.map((group) => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <dl>
              {group.keys.map((key) => (
                <div key={key.press}>
                  <dt>{key.does}</dt>
                  <dd>
                    {key.press.split(" ").map((part) => (
                      <kbd key={part}>{part}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
