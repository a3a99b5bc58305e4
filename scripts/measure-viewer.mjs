#!/usr/bin/env node
// Times the viewer of a running site in headless Chromium under software WebGL, through the browser's debugging pipe (no package needed).
// Usage: scripts/measure-viewer.mjs http://127.0.0.1:8080/scans/S01-PET1 [picture.png]; VIEW=1200x560 is the size of the viewer on the page, 800x600 unless told.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, picture] = process.argv.slice(2);
if (!url) {
  console.error('Usage: scripts/measure-viewer.mjs URL-OF-A-SCAN [picture.png]');
  process.exit(2);
}
const [width, height] = (process.env.VIEW ?? '800x600').split('x').map(Number);
const profile = mkdtempSync(join(tmpdir(), 'cavum-viewer-'));
const browser = spawn(process.env.CHROMIUM ?? 'chromium', ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', `--window-size=${width + 400},${height + 400}`, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
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

/** Times in ms: how many, the middle, the 95th of a hundred, the worst. */
function spread(times) {
  const sorted = times.map(Number).sort((a, b) => a - b), at = share => Number(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)].toFixed(1));
  return { n: sorted.length, median: at(0.5), p95: at(0.95), worst: at(1) };
}
const stepsOfPlane = 60;
/** Each key to the last pixel read back: there and back again over the lesion where the viewer opened. */
const stepping = (forth, back) => `(async () => {
  const frame = document.querySelector('cavum-viewer .viewer'), times = [];
  frame.scrollIntoView(); frame.focus();
  await new Promise(done => setTimeout(done, 500)); // the page that was scrolled is drawn before the first key, as for a reader
  for (let i = 0; i < ${stepsOfPlane + 1}; i++) {
    frame.dispatchEvent(new KeyboardEvent('keydown', { key: i % 30 < 15 ? '${forth}' : '${back}', bubbles: true, cancelable: true }));
    times.push(Number(frame.dataset.step));
    await new Promise(requestAnimationFrame);
  }
  return JSON.stringify(times.slice(1));
})()`;
/** A stroke of the brush: each movement of the pressed pointer to the last pixel read back. */
const brushing = `(async () => {
  const viewer = document.querySelector('cavum-viewer'), canvas = viewer.querySelector('canvas'), { nv } = viewer.screen, box = canvas.getBoundingClientRect(), times = [];
  viewer.querySelector('[data-tool=brush]').click();
  const at = (type, i) => canvas.dispatchEvent(new MouseEvent(type, { clientX: box.left + box.width * 0.12 + i, clientY: box.top + box.height * 0.25 + (i % 7), button: 0, buttons: 1, bubbles: true, cancelable: true }));
  at('mousedown', 0);
  for (let i = 1; i <= 40; i++) {
    const began = performance.now();
    at('mousemove', i);
    await new Promise(requestAnimationFrame);
    const drawn = performance.now();
    nv.gl.readPixels(0, 0, 1, 1, nv.gl.RGBA, nv.gl.UNSIGNED_BYTE, new Uint8Array(4));
    times.push(performance.now() - began);
  }
  at('mouseup', 40);
  viewer.querySelector('[data-tool=undo]').click();
  viewer.querySelector('[data-tool=brush]').click();
  return JSON.stringify(times.slice(1));
})()`;
/** The projection turned from step to step, its frames loaded: the slider moved to the picture decoded. */
const turning = `(async () => {
  const box = document.querySelector('cavum-viewer .turn'), slider = box.querySelector('input'), times = [];
  box.parentElement.open = true;
  for (let wait = 0; wait < 600 && !box.dataset.frames; wait++) await new Promise(done => setTimeout(done, 50));
  for (let i = 0; i < 72; i++) {
    const began = performance.now();
    slider.value = String((i + 1) % 36);
    slider.dispatchEvent(new Event('input'));
    await box.querySelector('img').decode();
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return JSON.stringify(times);
})()`;
/** A lesion added by threshold at the crosshair: the button to the outline from the server on screen. */
const growing = `(async () => {
  const viewer = document.querySelector('cavum-viewer'), status = viewer.querySelector('.viewer-status'), times = [];
  viewer.querySelector('[data-reader]').value = 'measured';
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    viewer.querySelector('[data-tool=grow41]').click();
    while (!/^(Saved|Not saved)/.test(status.textContent) || performance.now() - began < 5) await new Promise(done => setTimeout(done, 5));
    times.push(performance.now() - began);
    status.textContent = '';
  }
  return JSON.stringify(times);
})()`;

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
  await run(`document.head.append(Object.assign(document.createElement('style'), { textContent: '.viewer{width:${width}px!important;height:${height}px!important}.page{max-width:none!important}' }))`);
  const before = processor();
  await run(`document.querySelector('cavum-viewer .island-bar button').click()`);
  await until(`!!document.querySelector('cavum-viewer[data-ready],cavum-viewer[data-failed]')`, 180);
  const opening = processor() - before;
  const data = JSON.parse(await run(`JSON.stringify(document.querySelector('cavum-viewer').dataset)`));
  const report = { load: loadavg()[0], size: `${width}x${height}`, ...data, openProcessorSeconds: Number(opening.toFixed(2)) };
  report.canvas = await run(`(c => c.width + ' x ' + c.height + ' for ' + c.clientWidth + ' x ' + c.clientHeight)(document.querySelector('.viewer canvas'))`);
  for (const [plane, forth, back] of [['axial', 'PageUp', 'PageDown'], ['coronal', 'ArrowUp', 'ArrowDown'], ['sagittal', 'ArrowLeft', 'ArrowRight']]) {
    const before = processor(), steps = JSON.parse(await run(stepping(forth, back)));
    if (process.env.RAW) console.error(plane, steps.join(' '));
    report[plane] = { ...spread(steps), processorMs: Math.round((processor() - before) * 1000 / steps.length) };
  }
  report.brush = spread(JSON.parse(await run(brushing)));
  report.turn = spread(JSON.parse(await run(turning)));
  report.threshold = spread(JSON.parse(await run(growing)));
  console.log(JSON.stringify(report, null, 1));
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
