import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction, type Socket } from 'node:net';
import { AppError } from './errors.ts';

/** Answers every address of a name; the system's resolver unless a test gives another. */
export type Resolver = (host: string) => Promise<LookupAddress[]>;

/** What this office shows to a host that wants to know it, and whom it trusts there; PEM. */
export interface ClientTls {
  cert?: string;
  key?: string;
  /** Whom to trust there instead of the public authorities. */
  ca?: string;
}

export interface OutboundOptions {
  /** The only addresses that may be asked, `host:port` as in `hostOf`: what administrators configured. */
  allowHosts: readonly string[];
  /**
   * Configured hosts may stand in a private network (a time authority of the province does), since people named them on
   * purpose. This computer itself and link-local addresses (metadata services) never, but for demo and tests.
   */
  allowLoopback?: boolean;
  /** By `host:port`. */
  tls?: ReadonlyMap<string, ClientTls>;
  resolve?: Resolver;
}

const IDLE_MS = 20_000;

/** RFC 6890 and successors: addresses that are nobody's server, whoever configured them. */
const NEVER = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  NEVER.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  // Unspecified, and IPv4 addresses in the form RFC 4291 §2.5.5.1 gave up.
  ['::', 96],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  // Translated addresses hide an IPv4 one: NAT64 and 6to4.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['2001::', 32],
] as const) {
  NEVER.addSubnet(net, prefix, 'ipv6');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** `::ffff:a.b.c.d` is the IPv4 address; BlockList compares it as such. */
function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function refuseAddress(host: string): AppError {
  return new AppError(
    'platform.outbound_refused',
    502,
    `Địa chỉ mạng của ${host} không được phép kết nối (máy này hoặc dải địa chỉ dành riêng).`,
  );
}

function assertAddress(address: string, host: string, options: OutboundOptions): void {
  const isRefused =
    isIP(address) === 0 || (isIn(LOOPBACK, address) ? options.allowLoopback !== true : isIn(NEVER, address));
  if (isRefused) {
    throw refuseAddress(host);
  }
}

const PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** `host:port` of an address, as `allowHosts` names it; undefined when it is no http address. */
export function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) {
    return undefined;
  }
  const { protocol, hostname, port } = new URL(url);
  const usual = PORTS[protocol];
  return usual === undefined || hostname === '' ? undefined : `${hostname}:${port === '' ? usual : port}`;
}

/** What every server takes; longer ones would be cut or refused there in ways of their own (ASVS 4.2.5). */
const MAX_URL = 8_000;
const MAX_HEADERS = 16_000;

function assertSizes({ url, headers = {} }: Asked): void {
  const size = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (url.length > MAX_URL || size > MAX_HEADERS) {
    throw new AppError('platform.outbound_refused', 502, 'Địa chỉ hoặc phần đầu của yêu cầu gửi đi quá dài.');
  }
}

interface Asked {
  url: string;
  headers?: Record<string, string>;
}

export function assertHost(request: Asked, options: OutboundOptions): URL {
  assertSizes(request);
  const host = hostOf(request.url);
  if (host === undefined || !options.allowHosts.includes(host)) {
    throw new AppError(
      'platform.outbound_refused',
      502,
      `Máy chủ ${host ?? 'này'} không có trong cấu hình nên không được kết nối.`,
    );
  }
  const url = new URL(request.url);
  if (url.username !== '' || url.password !== '') {
    throw new AppError('platform.outbound_refused', 502, 'Địa chỉ có tên và mật khẩu không được dùng.');
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) {
    // A literal is never looked up, so that the lookup below would not see it.
    assertAddress(literal, host, options);
  }
  return url;
}

const systemResolver: Resolver = (host) =>
  new Promise((resolve, reject) => {
    dnsLookup(host, { all: true, verbatim: true }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

/** The addresses of a configured host, each of them one that may be asked. @throws AppError or what the resolver throws */
export async function resolveAllowed(url: string, options: OutboundOptions): Promise<string[]> {
  const { hostname } = assertHost({ url }, options);
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) {
    return [literal];
  }
  const found = await (options.resolve ?? systemResolver)(hostname);
  for (const { address } of found) {
    assertAddress(address, hostname, options);
  }
  return found.map(({ address }) => address);
}

/** The connection uses the very addresses that were checked: a name cannot change its mind in between. */
function checkedLookup(options: OutboundOptions): LookupFunction {
  const resolve = options.resolve ?? systemResolver;
  return (host, wanted, done) => {
    resolve(host)
      .then((found) => {
        for (const { address } of found) {
          assertAddress(address, host, options);
        }
        const [first] = found;
        if (first === undefined) {
          throw refuseAddress(host);
        }
        if (wanted.all === true) {
          done(null, found);
        } else {
          done(null, first.address, first.family);
        }
      })
      .catch((error: NodeJS.ErrnoException) => done(error, '', 0));
  };
}

/** Whatever brought us here, the other end of the wire is looked at once more before a byte is sent. */
export function guardSocket(socket: Socket, host: string, options: OutboundOptions): void {
  const check = (): void => {
    try {
      assertAddress(socket.remoteAddress ?? '', host, options);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  };
  if (socket.connecting) {
    socket.once('connect', check);
  } else {
    check();
  }
}

export function headersOf(raw: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

export function explain(error: unknown, host: string): AppError {
  if (error instanceof AppError) {
    return error;
  }
  return new AppError('platform.outbound_failed', 502, `Không kết nối được ${host}.`, { cause: error });
}

export interface Wire {
  http: http.Agent;
  https: (host: string) => https.Agent;
}

export function createWire(options: OutboundOptions): Wire {
  const common = { keepAlive: true, timeout: IDLE_MS, maxSockets: 16, lookup: checkedLookup(options) };
  const secured = new Map<string, https.Agent>();
  return {
    http: new http.Agent(common),
    https: (host) => {
      const agent =
        secured.get(host) ?? new https.Agent({ ...common, ...options.tls?.get(host), minVersion: 'TLSv1.2' });
      secured.set(host, agent);
      return agent;
    },
  };
}
