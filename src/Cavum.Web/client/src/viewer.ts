import { Niivue } from '@niivue/niivue';

const suvWindow = 7;

/** Shows the scan and returns the name of the WebGL that draws it. */
export async function showScan(place: HTMLElement, scan: string, hasCt: boolean, hasMask: boolean): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Scan ${scan} in three planes; the projections and the table of lesions hold the same in words`);
  const frame = document.createElement('div');
  frame.className = 'viewer';
  frame.append(canvas);
  const controls = document.createElement('fieldset');
  controls.className = 'viewer-controls';
  controls.innerHTML = '<legend>Show</legend>';
  place.append(controls, frame);

  const nv = new Niivue({ backColor: [0, 0, 0, 1], isColorbar: true, dragAndDropEnabled: false, crosshairColor: [0.34, 0.71, 0.91, 0.8], show3Dcrosshair: false });
  await nv.attachToCanvas(canvas);
  const base = `/api/scans/${encodeURIComponent(scan)}/`;
  const volumes: { url: string; name: string; colormap: string; cal_min: number; cal_max: number; opacity: number }[] = [];
  const layers: { word: string; index: number; opacity: number; on: boolean }[] = [];
  const add = (word: string, file: string, colormap: string, low: number, high: number, opacity: number, on: boolean): void => {
    layers.push({ word, index: volumes.length, opacity, on });
    volumes.push({ url: base + file, name: file, colormap, cal_min: low, cal_max: high, opacity: on ? opacity : 0 });
  };
  if (hasCt) add('CT, −160 to 240 HU', 'ct.nii.gz', 'gray', -160, 240, 1, true);
  add(`PET, SUV 0 to ${suvWindow}`, 'pet.nii.gz', hasCt ? 'hot' : 'gray', 0, suvWindow, hasCt ? 0.55 : 1, true);
  if (hasMask) add('measured lesions', 'mask.nii.gz', 'green', 0, 1, 0.5, true);
  await nv.loadVolumes(volumes);
  nv.setRadiologicalConvention(true);
  nv.setSliceType(nv.sliceTypeMultiplanar);

  for (const layer of layers) {
    const label = document.createElement('label');
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = layer.on;
    box.addEventListener('change', () => nv.setOpacity(layer.index, box.checked ? layer.opacity : 0));
    label.append(box, ' ', layer.word);
    controls.append(label);
  }
  return String(nv.gl.getParameter(nv.gl.VERSION));
}
