// Bundles the islands into wwwroot/dist; each island's library is a chunk that loads when the island is opened.
import { build } from 'esbuild';
import { readFileSync, rmSync } from 'node:fs';

const out = '../wwwroot/dist';
rmSync(out, { recursive: true, force: true });

// NiiVue is made for turning bodies and meshes too; the viewer shows planes. Two things that planes never use took most of the wait where there is no
// graphics card: the gradient of the whole background, made anew at every change of window (left out where its amount is 0), and the compiling of the
// programs for bodies, meshes and filters (a trivial one stands in for each; the crosshair is drawn by that for surfaces). Every change must fit exactly, so that a new version of the library is looked at.
const planesOnly = [
  ['this.gradientTexture = gradientGL({', 'if (this.opts.gradientAmount > 0) this.gradientTexture = gradientGL({', 2],
  ['    alpha: true,\n    antialias: isAntiAlias', '    alpha: false,\n    antialias: isAntiAlias', 1], // the planes cover what lies behind: the page need not be mixed in at every step
  ['    compileMeshShaders(gl, this.meshShaders);\n', '', 1],
  ...['vertRenderShader, fragRenderShader', 'vertRenderShader, fragRenderSliceShader', 'vertRenderShader, fragRenderGradientShader', 'vertRenderShader, fragRenderGradientValuesShader', 'vertRenderShader, fragVolumePickingShader',
    'blurVertShader, blurFragShader', 'blurVertShader, gradientPrePassFragShader', 'blurVertShader, sobelFirstOrderFragShader', 'blurVertShader, sobelSecondOrderFragShader', 'vertGrowCutShader, fragGrowCutShader',
    'vertOrientShader, fragOrientShaderU.concat(fragOrientShaderAtlas)', 'vertOrientShader, fragOrientShaderI.concat(fragOrientShaderAtlas)', 'vertOrientShader, fragOrientShaderU.concat(fragRGBOrientShader)', 'vertOrientShader, fragOrientShaderU.concat(fragPAQDOrientShader)',
    'vertFiberShader, fragFiberShader'].map(sources => [`new Shader(gl, ${sources})`, 'new Shader(gl, vertRectShader, fragRectShader)', 1]),
];
const forPlanes = {
  name: 'planes-only',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]niivue[\\/]build[\\/]niivue[\\/]index\.js$/ }, ({ path }) => {
      let source = readFileSync(path, 'utf8');
      for (const [was, is, times] of planesOnly) {
        if (source.split(was).length !== times + 1) throw new Error(`NiiVue changed: '${was}' is not there ${times} time(s); look at planesOnly in build.mjs`);
        source = source.replaceAll(was, is);
      }
      return { contents: source, loader: 'js' };
    });
  },
};
await build({
  entryPoints: { app: 'src/app.ts' },
  bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, sourcemap: false,
  outdir: out, chunkNames: 'chunk-[name]-[hash]', legalComments: 'linked',
  loader: { '.png': 'dataurl', '.woff2': 'dataurl' }, logLevel: 'warning', plugins: [forPlanes],
});
