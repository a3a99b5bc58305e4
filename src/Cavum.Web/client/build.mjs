// Bundles the islands into wwwroot/dist; each island's library is a chunk that loads when the island is opened.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';

const out = '../wwwroot/dist';
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: { app: 'src/app.ts' },
  bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, sourcemap: false,
  outdir: out, chunkNames: 'chunk-[name]-[hash]', legalComments: 'linked',
  loader: { '.png': 'dataurl', '.woff2': 'dataurl' }, logLevel: 'warning',
});
