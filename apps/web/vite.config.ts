import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const pdfjs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** Scans often use JBIG2 or JPEG 2000, old files name fonts they do not carry: pdf.js reads these parts on demand. */
function pdfAssets(): Plugin {
  return {
    name: 'pdf-assets',
    apply: 'build',
    generateBundle() {
      for (const folder of ['wasm', 'standard_fonts', 'cmaps', 'iccs']) {
        for (const name of readdirSync(join(pdfjs, folder))) {
          if (!name.startsWith('LICENSE')) {
            this.emitFile({
              type: 'asset',
              fileName: `pdfjs/${folder}/${name}`,
              source: readFileSync(join(pdfjs, folder, name)),
            });
          }
        }
      }
    },
  };
}

const NO_LOCK = '\0no-scroll-lock';

/**
 * In place of the scroll lock antd's layers bring along: it writes a style sheet without a nonce, which the page's policy refuses,
 * and our pages scroll inside their panes, never as a whole.
 */
function withoutScrollLock(): Plugin {
  return {
    name: 'without-scroll-lock',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source.endsWith('/useScrollLocker') && importer?.includes('portal') === true ? NO_LOCK : undefined,
    load: (id) => (id === NO_LOCK ? 'export default function useScrollLocker() {}' : undefined),
  };
}

const WRITES_STYLES = /@rc-component\/util\/es\/Dom\/dynamicCSS\.js|@ant-design\/icons\/es\/cssUtils\.js/;

/** antd writes its style sheets as HTML, which the page's policy refuses (trusted types); they are text and are written as such. */
function stylesAsText(): Plugin {
  return {
    name: 'styles-as-text',
    enforce: 'pre',
    transform: (code, id) => (WRITES_STYLES.test(id) ? code.replaceAll('.innerHTML', '.textContent') : undefined),
  };
}

/**
 * zod tries once whether text may become code, to read faster; the page's policy forbids it and would report every page that was opened.
 * Set where zod is made: a setting of ours would come after the first schemas.
 */
function zodWithoutCode(): Plugin {
  return {
    name: 'zod-without-code',
    enforce: 'pre',
    transform: (code, id) => (/zod\/v4\/core\/core\.js/.test(id) ? `${code}\nglobalConfig.jitless = true;` : undefined),
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [withoutScrollLock(), stylesAsText(), zodWithoutCode(), react(), pdfAssets()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1500, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
