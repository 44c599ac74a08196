// Takes the pictures of the README: node pictures.mjs CHROMIUM LINK DIRECTORY. LINK is a one-time link of a `nudge dev`
// whose demo has its past.
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { squeeze } from "./squeeze.mjs";

const [program, link, out] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--font-render-hinting=none"] });
const context = await browser.newContext({ viewport: { width: 1200, height: 720 }, reducedMotion: "reduce", locale: "en-US" });
context.setDefaultTimeout(60_000);
const page = await context.newPage();
const go = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();

/** The screen in both themes, once nothing of it is being read any more. */
async function taken(name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
    await page.mouse.move(0, 0);
    const picture = await page.screenshot({ caret: "hide", animations: "disabled" });
    writeFileSync(`${out}/${name}-${colorScheme}.png`, squeeze(picture));
  }
}

await page.goto(link);
await page.getByText("Live", { exact: true }).waitFor();
await page.getByRole("button", { name: /Naomi/ }).click();
await page.getByRole("region", { name: /Conversation with Naomi/ }).getByText("Application Recovery, step 3").waitFor();
await taken("inbox");
await go("Sequences");
await page.getByRole("row", { name: /Application Recovery/ }).click();
await page.getByRole("list", { name: "Steps" }).getByText("skipped: replied").first().waitFor();
await taken("sequence");
await browser.close();
