import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from "react";

// Menus are opened now and then: their code is read when the first is.
const load = () => import("./RadixMenu");
const Opened = lazy(() => load().then((found) => ({ default: found.Menu })));
export const MenuItem = lazy(() => load().then((found) => ({ default: found.MenuItem })));
export const MenuLabel = lazy(() => load().then((found) => ({ default: found.MenuLabel })));
export const MenuLine = lazy(() => load().then((found) => ({ default: found.MenuLine })));

type Trigger = ReactElement<React.ButtonHTMLAttributes<HTMLButtonElement>>;

/** A menu that opens from a button. */
export function Menu({ trigger, children }: { trigger: Trigger; children: ReactNode }) {
  const [wanted, setWanted] = useState(false);
  const closed = cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: load,
    onClick: () => setWanted(true),
  });
  if (!wanted) return closed;
  return (
    <Suspense fallback={closed}>
      <Opened trigger={trigger}>{children}</Opened>
    </Suspense>
  );
}
