// Signs passes with passkit-generator, a second at a time: each line on standard input asks for a round of so many seconds
// of processor time and is answered with passes per second of it. Everything that can be kept between passes is kept.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PKPass } from "passkit-generator";

const folder = process.argv[2];
const read = (name) => readFileSync(join(folder, name));
const names = readdirSync(folder).filter((name) => name === "pass.json" || name.endsWith(".png"));
const model = Object.fromEntries(names.map((name) => [name, read(name)]));
const certificates = { wwdr: read("wwdr.pem"), signerCert: read("certificate.pem"), signerKey: read("private_key.pem") };

const strings = JSON.parse(read("strings.json"));

function sign(changes) {
  const pass = new PKPass(model, certificates, changes);
  for (const [language, said] of Object.entries(strings)) pass.localize(language, said);
  return pass.getAsBuffer();
}

writeFileSync(join(folder, "made.pkpass"), sign({}));
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const start = process.cpuUsage();
  let count = 0;
  let elapsed = 0;
  while (elapsed < Number(line)) {
    sign({ serialNumber: `serial${++count}` });
    const used = process.cpuUsage(start);
    elapsed = (used.user + used.system) / 1e6;
  }
  console.log(count / elapsed);
}
