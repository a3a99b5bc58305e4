#!/usr/bin/env node
// Times the viewer of a running site in headless Chromium under software WebGL, through the browser's debugging pipe (no package needed).
// Usage: scripts/measure-viewer.mjs http://127.0.0.1:8080/scans/S01-PET1 [picture.png]
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, picture] = process.argv.slice(2);
if (!url) {
  console.error('Usage: scripts/measure-viewer.mjs URL-OF-A-SCAN [picture.png]');
  process.exit(2);
}
const profile = mkdtempSync(join(tmpdir(), 'cavum-viewer-'));
const browser = spawn(process.env.CHROMIUM ?? 'chromium', ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--window-size=1280,1600', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
let sent = 0, rest = '';
const waiting = new Map();
browser.stdio[4].setEncoding('utf8').on('data', text => {
  const parts = (rest + text).split('\0');
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part), done = waiting.get(message.id);
    if (!done) continue;
    waiting.delete(message.id);
    if (message.error) done.reject(new Error(JSON.stringify(message.error)));
    else done.resolve(message.result);
  }
});
const send = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
  waiting.set(++sent, { resolve, reject });
  browser.stdio[3].write(JSON.stringify({ id: sent, method, params, sessionId }) + '\0');
});
// Processor seconds of the browser and its children so far: says the same on a busy machine as on a quiet one.
const ticksPerSecond = 100;
function processor() {
  let ticks = 0;
  for (const id of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      if (Number(fields[2]) === browser.pid) ticks += Number(fields[11]) + Number(fields[12]);
    } catch { /* it has ended meanwhile */ }
  }
  return ticks / ticksPerSecond;
}
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

async function measure() {
  const { targetInfos } = await send('Target.getTargets');
  const { sessionId } = await send('Target.attachToTarget', { targetId: targetInfos.find(t => t.type === 'page').targetId, flatten: true });
  const run = async expression => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const until = async (expression, seconds) => {
    for (let i = 0; i < seconds * 20; i++, await sleep(50)) if (await run(expression)) return;
    throw new Error(`after ${seconds} s still not: ${expression}`);
  };
  await send('Page.enable', {}, sessionId);
  await send('Page.navigate', { url }, sessionId);
  await until(`!!document.querySelector('cavum-viewer .island-bar button')`, 60);
  await sleep(1000);
  const before = processor();
  await run(`document.querySelector('cavum-viewer .island-bar button').click()`);
  await until(`!!document.querySelector('cavum-viewer[data-ready],cavum-viewer[data-failed]')`, 180);
  const opening = processor() - before;
  const data = JSON.parse(await run(`JSON.stringify(document.querySelector('cavum-viewer').dataset)`));
  const stepping = processor();
  const steps = JSON.parse(await run(`(async () => {
    const frame = document.querySelector('cavum-viewer .viewer'), times = [];
    frame.scrollIntoView(); frame.focus();
    for (let i = 0; i < 41; i++) {
      frame.dispatchEvent(new KeyboardEvent('keydown', { key: i < 20 ? 'PageUp' : 'PageDown', bubbles: true, cancelable: true }));
      times.push(Number(frame.dataset.step));
      await new Promise(requestAnimationFrame);
    }
    return JSON.stringify(times.slice(1).sort((a, b) => a - b));
  })()`));
  console.log(JSON.stringify({ ...data, openProcessorSeconds: Number(opening.toFixed(2)), stepProcessorMs: Math.round((processor() - stepping) * 1000 / (steps.length + 1)), steps: steps.length, stepMedianMs: steps[steps.length >> 1], stepWorstMs: steps.at(-1) }, null, 1));
  if (picture) writeFileSync(picture, Buffer.from((await send('Page.captureScreenshot', { captureBeyondViewport: true }, sessionId)).data, 'base64'));
}

let status = 0;
try {
  await measure();
} catch (error) {
  console.error(String(error));
  status = 1;
} finally {
  browser.kill();
  await sleep(300);
  rmSync(profile, { recursive: true, force: true });
}
process.exit(status);
