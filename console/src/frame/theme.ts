const KEPT = "nudge-theme";
export type Theme = "system" | "light" | "dark";

export const theme = () => (localStorage.getItem(KEPT) ?? "system") as Theme;

/** Shows the chosen theme; "system" follows the machine. */
export function applyTheme(chosen: Theme = theme()) {
  localStorage.setItem(KEPT, chosen);
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
