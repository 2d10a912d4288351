// A server to look at or to test: the one at CONDUIT_URL, or else the built one with a fresh demo database.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../../build', import.meta.url));
const binary = process.env.CONDUIT_BINARY ?? join(build, 'conduit');

/** Starts a server, unless CONDUIT_URL names one. Call `stop` when done. */
export async function startServer() {
  if (process.env.CONDUIT_URL) return { url: process.env.CONDUIT_URL, stop: async () => {} };

  const directory = mkdtempSync(join(tmpdir(), 'conduit-client-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // The server refuses settings it does not know, so only these are its own.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CONDUIT_'));
  const env = {
    ...Object.fromEntries(inherited),
    CONDUIT_STAGE: 'local',
    CONDUIT_ADDRESS: '127.0.0.1',
    CONDUIT_PORT: String(port),
    CONDUIT_DATABASE_URL: `sqlite:${join(directory, 'conduit.db')}`,
    CONDUIT_CLIENT_DIR: join(build, 'client'),
    CONDUIT_PUBLIC_URL: url,
    CONDUIT_SEED_DEMO: 'true',
    CONDUIT_LOG_LEVEL: 'error',
    // The journeys are one address that signs up many people.
    CONDUIT_RATE_LIMIT_ADDRESS: 'off',
  };
  const server = spawn(binary, ['serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise(resolve => server.once('exit', resolve));
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true });
  };

  for (let attempt = 0; attempt < 100; attempt++) {
    if (server.exitCode !== null) throw new Error(`${binary} serve ended with ${server.exitCode}`);
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) return { url, stop };
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${url} did not become ready`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
