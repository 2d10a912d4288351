import { startServer } from '../scripts/server.mjs';

export default async function globalSetup(): Promise<() => Promise<void>> {
  const { url, stop } = await startServer();
  process.env['CONDUIT_URL'] = url;
  return stop;
}
