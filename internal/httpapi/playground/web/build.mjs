// Builds the playground page into ../dist, which is committed so that the Go program needs no Node.
//
// Rebuild, in this folder, after changing anything here:
//
//   npm ci && npm run build
//
// The same inputs give the same bytes: versions are exact, file names carry a hash of their content, and
// the gzip header holds neither a time nor the name of an operating system.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, '..', 'dist');
const publicPath = '/playground/';

// GraphiQL's style sheet already holds Monaco's, so the copies that Monaco's modules import are dropped.
const dropMonacoStyles = {
  name: 'drop-monaco-styles',
  setup({ onLoad }) {
    onLoad({ filter: /monaco-editor[\\/].*\.css$/ }, () => ({ contents: '', loader: 'empty' }));
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  legalComments: 'none',
  target: ['es2022'],
  logLevel: 'warning',
  outdir: dist,
  publicPath,
  define: { 'process.env.NODE_ENV': '"production"' },
  // These old names lead to scripts without named exports, which the editor's formatters could not use.
  alias: {
    'prettier/parser-graphql': 'prettier/plugins/graphql',
    'prettier/parser-babel': 'prettier/plugins/babel',
  },
  loader: { '.ttf': 'dataurl' },
};

const files = new Map(); // name in dist → bytes, not compressed
const packages = new Set(); // folders of the packages that ended up in the bundles

function hashed(name, contents) {
  const { name: base, ext } = path.parse(name);
  const file = `${base}-${createHash('sha256').update(contents).digest('hex').slice(0, 10)}${ext}`;
  files.set(file, Buffer.from(contents));
  return publicPath + file;
}

function notePackages({ inputs }) {
  for (const input of Object.keys(inputs)) {
    const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (found) packages.add(found[0]);
  }
}

// A worker is one classic script: it then needs no rights to fetch anything further.
async function worker(name, entry) {
  const result = await build({ ...common, entryPoints: { [name]: entry }, format: 'iife' });
  notePackages(result.metafile);
  return hashed(`${name}.js`, result.outputFiles[0].contents);
}

async function page(workers) {
  const result = await build({
    ...common,
    entryPoints: { main: 'src/main.jsx' },
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    define: { ...common.define, WORKERS: JSON.stringify(workers) },
    plugins: [dropMonacoStyles],
  });
  notePackages(result.metafile);
  const urls = {};
  for (const { path: file, contents } of result.outputFiles) {
    const name = path.basename(file);
    files.set(name, Buffer.from(contents));
    if (name.startsWith('main-')) urls[path.extname(name)] = publicPath + name;
  }
  return urls;
}

async function licences() {
  const parts = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(here, folder, 'package.json'), 'utf8'));
    const found = (await readdir(path.join(here, folder))).filter((f) => /^(licen[cs]e|copying)/i.test(f)).sort();
    const texts = await Promise.all(found.map((f) => readFile(path.join(here, folder, f), 'utf8')));
    parts.push([`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n'));
  }
  return parts.join(`\n\n${'-'.repeat(78)}\n\n`) + '\n';
}

function compressed(contents) {
  const bytes = gzipSync(contents, { level: 9 });
  bytes[9] = 255; // operating system: unknown
  return bytes;
}

const workers = {
  editor: await worker('editor.worker', 'monaco-editor/esm/vs/editor/editor.worker.js'),
  json: await worker('json.worker', 'monaco-editor/esm/vs/language/json/json.worker.js'),
  graphql: await worker('graphql.worker', 'monaco-graphql/esm/graphql.worker.js'),
};
const urls = await page(workers);
const replacements = {
  MAIN_JS: urls['.js'],
  MAIN_CSS: urls['.css'],
  ICON: hashed('icon.svg', await readFile(path.join(here, 'src/icon.svg'))),
  LICENCES: hashed('licences.txt', await licences()),
};
const html = await readFile(path.join(here, 'src/index.html'), 'utf8');

await rm(dist, { recursive: true, force: true });
await mkdir(path.join(dist, 'assets'), { recursive: true });
await writeFile(path.join(dist, 'index.html'), html.replace(/%(\w+)%/g, (_, name) => replacements[name]));
let [raw, packed] = [0, 0];
for (const [name, contents] of [...files].sort()) {
  const bytes = compressed(contents);
  await writeFile(path.join(dist, 'assets', `${name}.gz`), bytes);
  raw += contents.length;
  packed += bytes.length;
}
console.log(`${files.size} files, ${raw} bytes, ${packed} compressed`);
