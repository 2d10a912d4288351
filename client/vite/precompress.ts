// The server sends what lies on the disk: compressing once at build time buys the best ratio and costs no request
// anything.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const text = /\.(js|css|html|svg|json|webmanifest|txt)$/;

const encoders: Record<string, (data: Buffer) => Buffer> = {
  '.br': data => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }),
  '.gz': data => gzipSync(data, { level: 9 }),
};

/** Writes `.br` and `.gz` beside every text file of the build for which that saves something. */
export function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'precompress',
    apply: 'build',
    enforce: 'post',
    configResolved: config => void (outDir = resolve(config.root, config.build.outDir)),
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (!text.test(entry)) continue;
        const file = join(outDir, entry);
        const data = readFileSync(file);
        for (const [suffix, encode] of Object.entries(encoders)) {
          const encoded = encode(data);
          if (encoded.length < data.length) writeFileSync(file + suffix, encoded);
        }
      }
    },
  };
}
