// Opens dashboards of a running Superset in Chromium, and says what is wrong.
//
//     node look_superset.mjs [--pictures FOLDER] http://localhost:8088 SLUG=CHARTS...
//
// Looked at: each dashboard has as many charts as it should, every one of them asks for
// its data and gets rows, none shows an error. Exit code 1: something is wrong. `make test-superset` runs it.
import path from "node:path";
import puppeteer from "puppeteer-core";

const args = process.argv.slice(2);
const pictures = args[0] === "--pictures" ? args.splice(0, 2)[1] : null;
const [server, ...boards] = args;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const faults = [];
let answers = 0;

for (const board of boards) {
  const [slug, charts] = board.split("=");
  const answered = new Set();
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 3200 });
  page.on("pageerror", (error) => faults.push(`${slug}: ${error.message}`));
  page.on("response", async (response) => {
    if (!response.url().includes("/api/v1/chart/data")) return;
    const form = JSON.parse(response.request().postData() ?? "{}").form_data;
    const title = form?.metric ?? form?.metrics ?? form?.all_columns ?? response.url();
    if (!response.ok()) {
      faults.push(`${slug}: ${title}: ${response.status()} ${(await response.text()).slice(0, 300)}`);
      return;
    }
    const { result } = await response.json();
    answers += 1;
    if (form?.slice_id) answered.add(form.slice_id);
    for (const each of result) {
      if (each.error) faults.push(`${slug}: ${title}: ${each.error}`);
      else if (each.rowcount === 0) faults.push(`${slug}: ${title}: no rows`);
    }
  });
  await page.goto(`${server}/superset/dashboard/${slug}/`, { waitUntil: "networkidle0", timeout: 120000 });
  await new Promise((done) => setTimeout(done, 3000));
  const shown = await page.$$eval(".dashboard-component-chart-holder", (all) => all.length);
  const errors = await page.$$eval("[role='alert'], .ant-alert-error", (all) => all.map((each) => each.textContent.slice(0, 200)).filter(Boolean));
  for (const error of errors) faults.push(`${slug}: ${error}`);
  if (shown !== Number(charts)) faults.push(`${slug}: ${shown} charts are shown, not ${charts}`);
  if (answered.size !== Number(charts)) faults.push(`${slug}: ${answered.size} charts have their data, not ${charts}`);
  console.log(`${slug}: ${shown} charts, ${answered.size} with data`);
  if (pictures) await page.screenshot({ path: path.join(pictures, `${slug}.png`) });
  await page.close();
}
await browser.close();
console.log(`${answers} answers, ${faults.length} faults`);
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
