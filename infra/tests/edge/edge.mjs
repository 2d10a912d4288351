// A stand-in for CloudFront, driven by the plan of infra/client: behaviours in order, viewer-request function, cache
// key, forwarded headers, time to live, response headers. It answers what a reader would get from the edge, without
// AWS, so that journeys and cases can run through it.
//
//   node edge.mjs PLAN.json SERVER_URL FILES_DIRECTORY PORT
import { createServer, request as httpRequest } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import vm from 'node:vm';

const TYPES = {
  '.css': 'text/css; charset=utf-8', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.map': 'application/json', '.mjs': 'text/javascript; charset=utf-8', '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2', '.xml': 'application/xml; charset=utf-8',
};
// Never passed on, whatever the policy says.
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'];
// Passed on, and stripped of their cookies and hosts by the policies below, only where a request may have a body.
const ALWAYS_FORWARDED = ['content-type', 'content-length', 'if-none-match', 'if-modified-since', 'range'];

const values = (plan, address) => plan.planned_values.root_module.resources.find(r => r.address === address).values;

export function readPlan(plan) {
  const distribution = values(plan, 'aws_cloudfront_distribution.this');
  const policies = {};
  for (const kind of ['files', 'server']) {
    // Each origin has its own cache policy; infra/tests/test_plan.py holds the plan to that.
    const policy = values(plan, `aws_cloudfront_cache_policy.${kind}`);
    const key = policy.parameters_in_cache_key_and_forwarded_to_origin[0];
    policies[kind] = {
      minTtl: policy.min_ttl, defaultTtl: policy.default_ttl, maxTtl: policy.max_ttl,
      keyHeaders: (key.headers_config[0].headers?.[0]?.items ?? []).map(name => name.toLowerCase()),
      queryInKey: key.query_strings_config[0].query_string_behavior === 'all',
    };
  }
  const request = values(plan, 'aws_cloudfront_origin_request_policy.server');
  const security = values(plan, 'aws_cloudfront_response_headers_policy.this');
  return {
    behaviours: [...distribution.ordered_cache_behavior, ...distribution.default_cache_behavior].map(behaviour => ({
      pattern: behaviour.path_pattern ?? '*',
      origin: behaviour.target_origin_id,
      methods: behaviour.allowed_methods,
      cached: behaviour.cached_methods,
      rewrites: behaviour.function_association.length > 0,
    })),
    policies,
    withheld: request.headers_config[0].headers[0].items.map(name => name.toLowerCase()),
    responseHeaders: securityHeaders(security),
    originHeaders: distribution.origin.find(origin => origin.origin_id === 'server').custom_header,
    function: values(plan, 'aws_cloudfront_function.deep_links').code,
  };
}

function securityHeaders(policy) {
  const config = policy.security_headers_config[0];
  const headers = (policy.custom_headers_config[0]?.items ?? []).map(item => [item.header, item.value, item.override]);
  const csp = config.content_security_policy[0];
  headers.push(['Content-Security-Policy', csp.content_security_policy, csp.override]);
  headers.push(['X-Content-Type-Options', 'nosniff', config.content_type_options[0].override]);
  headers.push(['X-Frame-Options', config.frame_options[0].frame_option, config.frame_options[0].override]);
  headers.push(['Referrer-Policy', config.referrer_policy[0].referrer_policy, config.referrer_policy[0].override]);
  const hsts = config.strict_transport_security[0];
  headers.push(['Strict-Transport-Security', `max-age=${hsts.access_control_max_age_sec}`, hsts.override]);
  return headers;
}

export const matches = (pattern, path) =>
  new RegExp('^' + pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.') + '$').test(path);

/** The viewer-request function as CloudFront would call it. */
export function rewriter(code) {
  const context = vm.createContext({});
  vm.runInContext(code, context);
  return uri => vm.runInContext('handler', context)({ request: { uri, headers: {}, querystring: {} } }).uri;
}

export function timeToLive(policy, cacheControl = '') {
  if (/\b(no-store|no-cache|private)\b/.test(cacheControl)) return policy.minTtl;
  const seconds = /s-maxage=(\d+)/.exec(cacheControl) ?? /max-age=(\d+)/.exec(cacheControl);
  return Math.min(policy.maxTtl, Math.max(policy.minTtl, seconds ? Number(seconds[1]) : policy.defaultTtl));
}

export function createEdge(plan, serverUrl, filesDirectory, now = Date.now) {
  const settings = readPlan(plan);
  const rewrite = rewriter(settings.function);
  const cache = new Map();

  function fromFiles(path) {
    const file = join(filesDirectory, normalize(decodeURIComponent(path)));
    try {
      if (!file.startsWith(filesDirectory) || !statSync(file).isFile()) throw new Error('none');
      const html = extname(file) === '.html';
      const cacheControl = html ? 'no-cache' : path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'max-age=3600';
      return { status: 200, headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': cacheControl }, body: readFileSync(file) };
    } catch {
      return { status: 404, headers: { 'content-type': 'application/xml' }, body: Buffer.from('<Error><Code>NoSuchKey</Code></Error>') };
    }
  }

  function fromServer(viewer, body, target) {
    const headers = {};
    for (const [name, value] of Object.entries(viewer.headers)) {
      if (HOP_BY_HOP.includes(name) || name === 'cookie' || settings.withheld.includes(name)) continue;
      headers[name] = value;
    }
    for (const name of ALWAYS_FORWARDED) if (viewer.headers[name] !== undefined) headers[name] = viewer.headers[name];
    for (const { name, value } of settings.originHeaders) headers[name.toLowerCase()] = value;
    // CloudFront appends whom it talks to; the load balancer, played here too, appends CloudFront.
    const peer = viewer.socket?.remoteAddress ?? '127.0.0.1';
    headers['x-forwarded-for'] = [viewer.headers['x-forwarded-for'], peer, '127.0.0.1'].filter(Boolean).join(', ');
    headers['x-forwarded-proto'] = 'https';
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(serverUrl + target, { method: viewer.method, headers: { ...headers, host: new URL(serverUrl).host } }, incoming => {
        const chunks = [];
        incoming.on('data', chunk => chunks.push(chunk));
        incoming.on('end', () => resolve({ status: incoming.statusCode, headers: { ...incoming.headers }, body: Buffer.concat(chunks) }));
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async function answer(viewer, body) {
    const [path, query = ''] = viewer.url.split(/\?(.*)/s);
    const behaviour = settings.behaviours.find(({ pattern }) => matches(pattern, path));
    if (!behaviour.methods.includes(viewer.method)) return { status: 403, headers: {}, body: Buffer.from('method not allowed') };
    const policy = settings.policies[behaviour.origin];
    const uri = behaviour.rewrites ? rewrite(path) : path;
    const key = JSON.stringify([
      behaviour.origin, viewer.method, uri, policy.queryInKey ? query : '', policy.keyHeaders.map(name => viewer.headers[name] ?? null),
    ]);
    const cacheable = behaviour.cached.includes(viewer.method);
    const kept = cacheable && cache.get(key);
    if (kept && kept.until > now()) return { ...kept.response, headers: { ...kept.response.headers, 'x-cache': 'Hit from cloudfront' } };
    const forwarded = uri + (policy.queryInKey && query ? `?${query}` : '');
    const response = behaviour.origin === 'files' ? fromFiles(uri) : await fromServer(viewer, body, forwarded);
    const ttl = timeToLive(policy, response.headers['cache-control']);
    if (cacheable && response.status === 200 && ttl > 0) cache.set(key, { response, until: now() + ttl * 1000 });
    return { ...response, headers: { ...response.headers, 'x-cache': 'Miss from cloudfront' } };
  }

  return createServer((viewer, reply) => {
    const chunks = [];
    viewer.on('data', chunk => chunks.push(chunk));
    viewer.on('end', async () => {
      const response = await answer(viewer, Buffer.concat(chunks)).catch(() => ({ status: 502, headers: {}, body: Buffer.from('origin unreachable') }));
      const headers = { ...response.headers };
      for (const name of HOP_BY_HOP) delete headers[name];
      for (const [name, value, override] of settings.responseHeaders) {
        if (override || headers[name.toLowerCase()] === undefined) headers[name.toLowerCase()] = value;
      }
      delete headers['content-length'];
      if (viewer.method !== 'HEAD' && response.status !== 304 && response.status !== 204) headers['content-length'] = response.body.length;
      reply.writeHead(response.status, headers);
      reply.end(viewer.method === 'HEAD' ? undefined : response.body);
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  const [plan, serverUrl, files, port] = process.argv.slice(2);
  createEdge(JSON.parse(readFileSync(plan, 'utf8')), serverUrl, files, Date.now).listen(Number(port), '127.0.0.1', () => console.log(`edge on http://127.0.0.1:${port}`));
}
