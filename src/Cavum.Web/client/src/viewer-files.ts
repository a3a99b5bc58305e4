/** The volumes of a scan, asked for before the viewer itself is here. */
export interface Volumes {
  pet: Promise<ArrayBuffer>;
  ct: Promise<ArrayBuffer> | null;
  mask: Promise<ArrayBuffer> | null;
}

export function ask(scan: string, hasCt: boolean, hasLesions: boolean): Volumes {
  const get = async (name: string): Promise<ArrayBuffer> => {
    const response = await fetch(`/api/scans/${encodeURIComponent(scan)}/${name}.nii`);
    if (!response.ok) throw new Error(`${name} of ${scan} answered ${response.status}`);
    return response.arrayBuffer();
  };
  const volumes = { pet: get('pet'), ct: hasCt ? get('ct') : null, mask: hasLesions ? get('mask') : null };
  for (const one of [volumes.pet, volumes.ct, volumes.mask]) one?.catch(() => undefined); // told where it is waited for
  return volumes;
}
