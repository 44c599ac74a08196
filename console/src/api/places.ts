// Where the console and the API are. Both stand under the same path, whatever a proxy puts before it.

// In a build this module is in `console/assets/`. Vite must not read the next line as the address of a file.
const module = import.meta.url;
export const CONSOLE = import.meta.env.DEV ? new URL("/console/", location.origin) : new URL("../", module);
export const API = new URL("../graphql", CONSOLE);
export const EXPLORER = API.href;
/** The path before every screen, without a slash at its end. */
export const BASE = CONSOLE.pathname.replace(/\/$/, "");
