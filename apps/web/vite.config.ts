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

/** antd's own scroll lock is refused by the page's policy; ours does nothing (src/shared/theme/no-scroll-lock.ts). */
function withoutScrollLock(): Plugin {
  return {
    name: 'without-scroll-lock',
    enforce: 'pre',
    resolveId(source, importer) {
      const isLock = source.endsWith('/useScrollLocker') && importer?.includes('portal') === true;
      return isLock ? join(import.meta.dirname, 'src/shared/theme/no-scroll-lock.ts') : undefined;
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [withoutScrollLock(), react(), pdfAssets()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1500, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
