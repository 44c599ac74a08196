// Draws a component into the page of a test.
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
const roots = new Set<Root>();

export function rendered(element: ReactNode): { again: (next: ReactNode) => void } {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  roots.add(root);
  act(() => root.render(element));
  return { again: (next) => act(() => root.render(next)) };
}

export function unmountAll() {
  for (const root of roots) act(() => root.unmount());
  roots.clear();
}
