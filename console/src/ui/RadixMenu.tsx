import * as Radix from "@radix-ui/react-dropdown-menu";
import type { ReactNode } from "react";
import css from "./Menu.module.css";

/** The menu once it was opened for the first time. It is not modal: the page behind it stays as it is. */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={css.menu ?? ""} align="start" sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  onSelect,
  children,
  icon,
  checked,
  danger = false,
}: {
  onSelect: () => void;
  children: ReactNode;
  icon?: ReactNode;
  checked?: boolean;
  danger?: boolean;
}) {
  return (
    <Radix.Item className={`${css.item} ${danger ? css.danger : ""}`} onSelect={onSelect}>
      <span className={css.icon}>{checked ? "✓" : icon}</span>
      {children}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className={css.label ?? ""}>{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className={css.line ?? ""} />;
}
