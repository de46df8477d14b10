import http from 'node:http';

/** Loaded before the office as a control: a server that keeps something of every request. */
const { createServer } = http;
const KEPT_BYTES = 128 * 1024;
const kept: Buffer[] = [];

http.createServer = ((...given: Parameters<typeof createServer>) =>
  createServer(...given).on('request', () => kept.push(Buffer.alloc(KEPT_BYTES, 1)))) as typeof createServer;
