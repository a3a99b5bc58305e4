import { Niivue } from '@niivue/niivue';
import { keys, steer } from './viewer-keys';
import { lesionList, type Lesion } from './viewer-lesions';
import { tools } from './viewer-tools';
import { turn } from './viewer-turn';
import type { Poster } from './viewer-poster';

export const suvWindow = 7;

/** One scan on screen: its canvas, and what the tools need to know of it. */
export interface Screen {
  nv: Niivue;
  scan: string;
  frame: HTMLElement;
  pet: number;
}

/** Opens the scan, its other time point beside it on request, the lesions, the tools and the turning projection. */
export async function showReading(host: HTMLElement, place: HTMLElement, poster: Poster): Promise<void> {
  const scan = host.getAttribute('scan')!, words = host.getAttribute('words') ?? scan;
  const lesions = JSON.parse(host.getAttribute('lesions') || '[]') as Lesion[];
  const viewers = element('div', 'viewers'), status = element('p', 'viewer-status');
  status.setAttribute('role', 'status');
  place.append(status, viewers);
  const screen = await show(viewers, scan, words, host.hasAttribute('ct'), status);
  if (lesions.length > 0) {
    await screen.nv.loadDrawingFromUrl(`${base(scan)}mask.nii.gz`);
    screen.nv.setDrawOpacity(0.6);
  }
  settle(screen);
  host.dataset.gl = String(screen.nv.gl.getParameter(screen.nv.gl.VERSION));
  host.dataset.moves = String(Math.round(performance.now() - poster.started));
  const list = lesionList(screen, lesions);
  place.append(tools(host, screen, list, status, other => show(viewers, other, host.getAttribute('other-words') ?? other, host.hasAttribute('ct'), status)), list.table, keys(), turn(scan, words));
  steer(screen, list, () => place.querySelector<HTMLButtonElement>('[data-save]')?.click());
  if (lesions.length > 0) {
    list.go(0);
    zoom(screen, 2);
  }
  poster.remove();
  Object.assign(host, { screen });
}

/** Waits until the frame is drawn: finish() of a browser only hands the work on, reading a pixel waits for it. */
export function settle(screen: Screen): void {
  const { gl } = screen.nv;
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** Pictures are drawn by the processor where there is no graphics card: fewer pixels keep the steps quick. */
const softwareRatio = 0.6;

function isSoftware(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2'), told = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl && told ? String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)) : '';
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

/** Larger planes about the crosshair, or the whole body again. */
export function zoom(screen: Screen, by: number): void {
  const { nv } = screen, now = nv.scene.pan2Dxyzmm[3]!, to = Math.min(8, Math.max(1, now * by));
  const mm = nv.frac2mm(nv.scene.crosshairPos);
  nv.setPan2Dxyzmm(to === 1 ? [0, 0, 0, 1] : [-mm[0]!, -mm[1]!, -mm[2]!, to]);
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

async function show(viewers: HTMLElement, scan: string, words: string, hasCt: boolean, status: HTMLElement): Promise<Screen> {
  const section = element('section'), canvas = element('canvas'), frame = element('div', 'viewer');
  section.setAttribute('aria-label', `Viewer of ${words}`);
  frame.tabIndex = 0;
  frame.setAttribute('role', 'application');
  frame.setAttribute('aria-label', `${words} in three planes; keys are listed below, the uptake under the crosshair is told above`);
  frame.append(canvas);
  section.append(element('h3', '', words), frame);
  viewers.append(section);
  const nv = new Niivue({ backColor: [0, 0, 0, 1], isColorbar: true, dragAndDropEnabled: false, crosshairColor: [0.34, 0.71, 0.91, 0.8], crosshairWidth: 1, show3Dcrosshair: false, multiplanarShowRender: 0, multiplanarEqualSize: true, forceDevicePixelRatio: isSoftware() ? softwareRatio : 0 });
  await nv.attachToCanvas(canvas);
  canvas.tabIndex = -1; // the frame carries the name and the keyboard
  const volumes: { url: string; name: string; colormap: string; cal_min: number; cal_max: number; opacity: number }[] = [];
  if (hasCt) volumes.push({ url: base(scan) + 'ct.nii.gz', name: 'ct.nii.gz', colormap: 'gray', cal_min: -160, cal_max: 240, opacity: 1 });
  volumes.push({ url: base(scan) + 'pet.nii.gz', name: 'pet.nii.gz', colormap: hasCt ? 'hot' : 'gray', cal_min: 0, cal_max: suvWindow, opacity: hasCt ? 0.55 : 1 });
  const pet = volumes.length - 1;
  nv.onLocationChange = location => {
    const at = location as { mm: ArrayLike<number>; values: { value: number }[] };
    const suv = at.values[pet]?.value, hu = hasCt ? at.values[0]?.value : undefined;
    status.textContent = `${words}: SUV ${suv === undefined ? 'outside' : suv.toFixed(2)}${hu === undefined ? '' : `, CT ${Math.round(hu)} HU`} at ${(-at.mm[0]!).toFixed(1)}, ${(-at.mm[1]!).toFixed(1)}, ${at.mm[2]!.toFixed(1)} mm`;
  };
  await nv.loadVolumes(volumes);
  nv.setRadiologicalConvention(true);
  nv.setSliceType(nv.sliceTypeMultiplanar);
  nv.setDrawingEnabled(false);
  return { nv, scan, frame, pet };
}
