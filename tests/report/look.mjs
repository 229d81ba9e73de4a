// Opens every page of the report from the disk in Chromium, and says what is wrong.
//
//     node look.mjs [--pictures FOLDER] REPORT...
//
// Looked at: errors on the console, requests to anything but the disk, alerts, charts
// that are drawn, tables that sort, search and filter, links that lead to a page,
// a phone's width, no script at all, and what axe-core finds. Exit code 1: something is wrong.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const args = process.argv.slice(2);
const pictures = args[0] === "--pictures" ? args.splice(0, 2)[1] : null;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const faults = [];
const totals = { pages: 0, charts: 0, tables: 0, rules: 0, slowest: 0 };

async function open(url, report, name, options = {}) {
  const page = await browser.newPage();
  const say = (what) => faults.push(`${path.basename(path.dirname(report))}/${path.basename(report)}/${name}: ${what}`);
  page.on("console", (message) => {
    if (["error", "warn", "warning"].includes(message.type())) say(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => say(`error: ${error.message}`));
  page.on("dialog", (dialog) => { say(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) say(`request to ${request.url()}`);
  });
  if (options.script === false) await page.setJavaScriptEnabled(false);
  await page.setViewport({ width: options.width ?? 1100, height: 900, isMobile: Boolean(options.width) });
  await page.goto(url, { waitUntil: "load" });
  return { page, say };
}

async function look(report, name) {
  const url = pathToFileURL(path.join(report, name)).href;
  const start = performance.now();
  const { page, say } = await open(url, report, name);
  await page.waitForFunction(() => [...document.querySelectorAll(".chart .drawn")]
    .every((each) => each.querySelector("svg") || each.textContent), { timeout: 20000 })
    .catch(() => say("a chart is not drawn"));
  totals.slowest = Math.max(totals.slowest, performance.now() - start);
  const drawn = await page.$$eval(".chart .drawn", (all) => all.map((each) => each.querySelectorAll("svg path, svg text").length));
  if (drawn.some((marks) => marks < 5)) say(`a chart is empty: ${drawn}`);
  totals.charts += drawn.length;
  totals.pages += 1;
  // Every table opens, and sorts.
  const tables = await page.evaluate(async () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    await new Promise((done) => setTimeout(done, 50));
    return [...document.querySelectorAll("table.data")].map((table) => table.classList.contains("dataTable"));
  });
  if (tables.includes(false)) say("a table is not sortable");
  totals.tables += tables.length;
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
  totals.rules = Math.max(totals.rules, found.passes.length);
  for (const rule of found.violations) {
    say(`axe ${rule.id} (${rule.impact}), ${rule.nodes.length} times: ${rule.help}: ${rule.nodes[0].html.slice(0, 160)} ${rule.nodes[0].failureSummary.slice(0, 200)}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) say(`wider than the window by ${wide}`);
  await page.close();
}

async function lookOnPhone(report, name) {
  const url = pathToFileURL(path.join(report, name)).href;
  const { page, say } = await open(url, report, name, { width: 375 });
  await new Promise((done) => setTimeout(done, 300));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) say(`on a phone wider than the window by ${wide}`);
  await page.close();
}

async function use(report, name) {
  const url = pathToFileURL(path.join(report, name)).href;
  const { page, say } = await open(url, report, name);
  const long = await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    return new Promise((done) => setTimeout(() => done(
      [...document.querySelectorAll("table.data")].findIndex((table) => Number(table.dataset.rows) > 12)), 50));
  });
  if (long < 0) { await page.close(); return; }
  const state = () => page.evaluate((at) => {
    const table = document.querySelectorAll("table.data")[at];
    const around = table.closest(".dt-container");
    return { rows: table.tBodies[0].rows.length, info: around.querySelector(".dt-info").textContent, first: table.tBodies[0].rows[0].textContent };
  }, long);
  const before = await state();
  const handle = (await page.$$("table.data"))[long];
  const around = await handle.evaluateHandle((table) => table.closest(".dt-container"));
  const search = await around.$("input[type=search]");
  await search.type("no such text anywhere");
  if ((await state()).info === before.info) say("search does not search");
  await search.click({ count: 3 });
  await page.keyboard.press("Backspace");
  if ((await state()).info !== before.info) say("an emptied search does not show all again");
  const select = await handle.evaluateHandle((table) => table.closest(".scroll").querySelector(".filters select"));
  if (select.asElement()) {
    const options = await select.evaluate((each) => [...each.options].map((option) => option.value));
    await select.select(options[1]);
    const after = await state();
    if (options.length > 2 && after.info === before.info) say(`the filter ${options[1]} does not filter`);
    if (after.rows === 0 || /No matching/.test(after.first)) say(`the filter ${options[1]} shows nothing`);
    await select.select("");
  }
  const heading = await handle.$("thead th:last-child");
  await heading.focus().catch(() => {});
  await (await handle.$("thead th:last-child [role=button]") ?? heading).press("Enter");
  await new Promise((done) => setTimeout(done, 300));
  const sorted = await handle.$eval("thead th:last-child", (each) => each.getAttribute("aria-sort"));
  if (!sorted) say("a table does not sort by keyboard");
  await page.close();
}

async function withoutScript(report, name) {
  const url = pathToFileURL(path.join(report, name)).href;
  const { page, say } = await open(url, report, name, { script: false });
  const text = await page.$eval("main", (main) => main.textContent.length);
  if (text < 200) say("shows nothing without scripts");
  await page.close();
}

for (const report of args.map((each) => path.resolve(each))) {
  const names = fs.readdirSync(report).filter((each) => each.endsWith(".html")).sort();
  for (const name of names) await look(report, name);
  // Pages of one kind are alike: one of each.
  const kinds = [...new Map(names.map((name) => [name.replace(/\d+/, ""), name])).values()];
  for (const name of kinds) {
    await lookOnPhone(report, name);
    await use(report, name);
    await withoutScript(report, name);
    if (pictures) {
      const { page } = await open(pathToFileURL(path.join(report, name)).href, report, name);
      await new Promise((done) => setTimeout(done, 800));
      await page.screenshot({ path: path.join(pictures, `${path.basename(report)}-${name}.png`), fullPage: true });
      await page.pdf({ path: path.join(pictures, `${path.basename(report)}-${name}.pdf`), format: "A4" });
      await page.close();
    }
  }
}
await browser.close();
for (const fault of faults) console.log(fault);
const { pages, charts, tables, rules, slowest } = totals;
console.log(`${pages} pages, ${charts} charts, ${tables} tables, up to ${rules} rules of axe-core kept on a page; slowest page ${(slowest / 1000).toFixed(1)} s; ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
