import { Niivue, NVImage, SLICE_TYPE } from '@niivue/niivue';
import { keys, steer } from './viewer-keys';
import { lesionList, type Lesion } from './viewer-lesions';
import { quickStrokes } from './viewer-strokes';
import { tools } from './viewer-tools';
import { turn } from './viewer-turn';
import { ask, type Volumes } from './viewer-files';
import type { Poster } from './viewer-poster';

export const suvWindow = 7;

/** Thickness of the crosshair's lines before zooming: they stay as thin when the planes grow. */
const crosshairMm = 2.4;

/** One scan on screen: its canvas, and what the tools need to know of it. */
export interface Screen {
  nv: Niivue;
  scan: string;
  frame: HTMLElement;
  pet: number;
}

/** Opens the scan, its other time point beside it on request, the lesions, the tools and the turning projection. */
export async function showReading(host: HTMLElement, place: HTMLElement, poster: Poster, volumes: Volumes): Promise<void> {
  const scan = host.getAttribute('scan')!, words = host.getAttribute('words') ?? scan;
  const lesions = JSON.parse(host.getAttribute('lesions') || '[]') as Lesion[];
  const viewers = element('div', 'viewers'), status = element('p', 'viewer-status');
  status.setAttribute('role', 'status');
  place.append(status, viewers);
  const screen = await show(viewers, scan, words, volumes, status);
  const list = lesionList(screen, lesions);
  await quietly(screen.nv, async () => {
    if (volumes.mask) screen.nv.loadDrawing(await image({ name: 'mask.nii', url: await volumes.mask }));
    screen.nv.drawOpacity = 0.6;
    if (lesions.length > 0) {
      list.go(0);
      zoom(screen, 2);
    }
  });
  screen.nv.drawScene();
  settle(screen);
  host.dataset.gl = String(screen.nv.gl.getParameter(screen.nv.gl.VERSION));
  host.dataset.moves = String(Math.round(performance.now() - poster.started));
  host.dataset.firstView ??= host.dataset.moves; // ready before the server's pictures came
  place.append(tools(host, screen, list, status, other => show(viewers, other, host.getAttribute('other-words') ?? other, ask(other, host.hasAttribute('ct'), false), status)), list.table, keys(), turn(scan, words));
  steer(screen, list, () => place.querySelector<HTMLButtonElement>('[data-save]')?.click());
  poster.remove();
  Object.assign(host, { screen });
}

/** What stands under the crosshair of each scan on screen, in one line. */
const places = new WeakMap<HTMLElement, Map<string, string>>();

function tell(status: HTMLElement, scan: string, words: string): void {
  const all = places.get(status) ?? new Map<string, string>();
  places.set(status, all.set(scan, words));
  status.textContent = [...all.values()].join(' · ');
}

/** Each plane as large as its place allows: axial left and coronal and sagittal beside it, or below it where the frame is narrow; a narrow space keeps the letters of the sides apart. */
function arrange(nv: Niivue, frame: HTMLElement): void {
  if (frame.clientWidth === 0) return;
  const wide = frame.clientWidth > 1.15 * frame.clientHeight;
  const place = (sliceType: SLICE_TYPE, left: number, top: number, width: number, height: number): { sliceType: SLICE_TYPE; position: [number, number, number, number] } => ({ sliceType, position: [left, top, width, height] });
  nv.setCustomLayout(wide
    ? [place(SLICE_TYPE.AXIAL, 0, 0, 0.49, 1), place(SLICE_TYPE.CORONAL, 0.5, 0, 0.27, 1), place(SLICE_TYPE.SAGITTAL, 0.78, 0, 0.22, 1)]
    : [place(SLICE_TYPE.AXIAL, 0, 0, 1, 0.45), place(SLICE_TYPE.CORONAL, 0, 0.46, 0.54, 0.54), place(SLICE_TYPE.SAGITTAL, 0.55, 0.46, 0.45, 0.54)]);
}

/** Waits until the frame is drawn: finish() of a browser only hands the work on, reading a pixel waits for it. */
export function settle(screen: Screen): void {
  const { gl } = screen.nv;
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** Pictures are drawn by the processor where there is no graphics card: fewer pixels keep the steps quick. */
const softwareRatio = 0.5;

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const told = gl.getExtension('WEBGL_debug_renderer_info');
  return /swiftshader|llvmpipe|software|basic render/i.test(told ? String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)) : '');
}

/** Several changes with one picture at their end: each would else be drawn by itself. */
async function quietly(nv: Niivue, changes: () => Promise<void>): Promise<void> {
  const { drawScene } = nv;
  nv.drawScene = () => undefined;
  try {
    await changes();
  } finally {
    nv.drawScene = drawScene;
  }
}

const image = (options: Parameters<typeof NVImage.loadFromUrl>[0]): Promise<NVImage> => NVImage.loadFromUrl(options);

/** Larger planes about the crosshair, or the whole body again. */
export function zoom(screen: Screen, by: number): void {
  const { nv } = screen, now = nv.scene.pan2Dxyzmm[3]!, to = Math.min(8, Math.max(1, now * by));
  const mm = nv.frac2mm(nv.scene.crosshairPos);
  nv.opts.crosshairWidth = crosshairMm / to;
  nv.setPan2Dxyzmm([(1 - to) * mm[0]!, (1 - to) * mm[1]!, (1 - to) * mm[2]!, to]); // the crosshair keeps its place on the screen, whatever the size
}

export const base = (scan: string): string => `/api/scans/${encodeURIComponent(scan)}/`;

export function element<K extends keyof HTMLElementTagNameMap>(name: K, css = '', text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

/** Moves the crosshair to a place of the patient (DICOM: x left, y back, z head); NIfTI has x right and y front. */
export function goTo(screen: Screen, x: number, y: number, z: number): void {
  screen.nv.scene.crosshairPos = screen.nv.mm2frac([-x, -y, z]);
  screen.nv.createOnLocationChange();
  if (screen.nv.scene.pan2Dxyzmm[3]! > 1) zoom(screen, 1);
  else screen.nv.drawScene();
}

/** What the colours mean, beside the picture: letters in it would be drawn anew at every step, and coarsely. */
function scales(hasCt: boolean): HTMLElement {
  const line = element('p', 'viewer-scales');
  const scale = (name: string, css: string, low: string, high: string): void => {
    const bar = element('span', css);
    bar.setAttribute('aria-hidden', 'true');
    line.append(element('span', '', `${name} ${low}`), bar, element('span', '', high));
  };
  if (hasCt) scale('CT (HU)', 'grey', '−160', '240');
  scale('PET (SUV)', hasCt ? 'hot' : 'grey', '0', String(suvWindow));
  return line;
}

async function show(viewers: HTMLElement, scan: string, words: string, files: Volumes, status: HTMLElement): Promise<Screen> {
  const section = element('section'), canvas = element('canvas'), frame = element('div', 'viewer');
  section.setAttribute('aria-label', `Viewer of ${words}`);
  frame.tabIndex = 0;
  frame.setAttribute('role', 'application');
  frame.setAttribute('aria-label', `${words} in three planes; keys are listed below, the uptake under the crosshair is told above`);
  frame.append(canvas);
  section.append(element('h3', '', words), frame, scales(files.ct !== null));
  viewers.append(section);
  const nv = new Niivue({ backColor: [0, 0, 0, 1], isColorbar: false, fontMinPx: 16, dragAndDropEnabled: false, crosshairColor: [0.34, 0.71, 0.91, 0.8], crosshairWidth: crosshairMm, crosshairWidthUnit: 'mm', show3Dcrosshair: false, multiplanarShowRender: 0, sliceType: SLICE_TYPE.MULTIPLANAR, isRadiologicalConvention: true });
  await nv.attachToCanvas(canvas);
  canvas.tabIndex = -1; // the frame carries the name and the keyboard
  if (isSoftware(nv.gl)) nv.opts.forceDevicePixelRatio = softwareRatio;
  nv.resizeListener();
  arrange(nv, frame);
  new ResizeObserver(() => arrange(nv, frame)).observe(frame); // another time point beside it halves its room
  quickStrokes(nv);
  const hasCt = files.ct !== null, pet = hasCt ? 1 : 0;
  nv.onLocationChange = location => {
    const at = location as { mm: ArrayLike<number>; values: { value: number }[] };
    const suv = at.values[pet]?.value, hu = hasCt ? at.values[0]?.value : undefined;
    tell(status, words, `${words}: SUV ${suv === undefined ? 'outside' : suv.toFixed(2)}${hu === undefined ? '' : `, CT ${Math.round(hu)} HU`} at ${(-at.mm[0]!).toFixed(1)}, ${(-at.mm[1]!).toFixed(1)}, ${at.mm[2]!.toFixed(1)} mm`);
  };
  if (files.ct) nv.volumes.push(await image({ url: await files.ct, name: 'ct.nii', colormap: 'gray', cal_min: -160, cal_max: 240, opacity: 1 }));
  nv.volumes.push(await image({ url: await files.pet, name: 'pet.nii', colormap: hasCt ? 'hot' : 'gray', cal_min: 0, cal_max: suvWindow, opacity: hasCt ? 0.55 : 1 }));
  await quietly(nv, async () => nv.setVolume(nv.volumes[0]!, 0)); // all layers are put together once, not once for each
  return { nv, scan, frame, pet };
}
