import type { Niivue } from '@niivue/niivue';

/**
 * A movement of the brush changes a few slices of the drawing: those alone go to the graphics card, where the library sends the whole drawing
 * (17 million voxels behind a whole-body CT) each time. Whatever else changes the drawing is sent whole, as before.
 */
export function quickStrokes(nv: Niivue): void {
  let first = Infinity, last = -1;
  const { drawPt, refreshDrawing } = nv;
  nv.drawPt = function (this: Niivue, x: number, y: number, z: number, ...rest: [number, (Uint8Array | null)?]): void {
    const reach = Math.ceil(this.opts.penSize ?? 1);
    first = Math.min(first, z - reach);
    last = Math.max(last, z + reach);
    drawPt.call(this, x, y, z, ...rest);
  };
  nv.refreshDrawing = function (this: Niivue, force = true, growing = false): void {
    const dims = this.back?.dims, bitmap = this.drawBitmap, texture = this.drawTexture;
    if (!force && !growing && last >= 0 && dims && bitmap && texture) {
      const { gl } = this, plane = dims[1]! * dims[2]!, from = Math.max(0, first), to = Math.min(dims[3]! - 1, last);
      gl.activeTexture(gl.TEXTURE7);
      gl.bindTexture(gl.TEXTURE_3D, texture);
      gl.texSubImage3D(gl.TEXTURE_3D, 0, 0, 0, from, dims[1]!, dims[2]!, to - from + 1, gl.RED, gl.UNSIGNED_BYTE, bitmap.subarray(from * plane, (to + 1) * plane));
    } else refreshDrawing.call(this, force, growing);
    first = Infinity;
    last = -1;
  };
}
