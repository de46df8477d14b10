import { expect, test } from 'vitest';
import { createThrottle, networkOf } from './throttle.ts';

const at = (minutes: number) => new Date(Date.UTC(2021, 2, 22, 1, minutes));
const refused = expect.objectContaining({ code: 'identity.too_many_attempts', status: 429 });

test.each([
  ['203.0.113.7', '203.0.113'],
  ['::ffff:203.0.113.7', '203.0.113'],
  ['2001:db8:1:2::3', '2001:db8:1'],
])('%s belongs to the network %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test('sixty wrong sign-ins within ten minutes shut one network and no other', () => {
  const throttle = createThrottle();
  for (let count = 0; count < 60; count += 1) {
    throttle.assertOpen(`203.0.113.${count}`, at(0));
    throttle.countFailure(`203.0.113.${count}`, at(0));
  }
  expect(() => throttle.assertOpen('203.0.113.200', at(9))).toThrow(refused);
  throttle.assertOpen('198.51.100.1', at(9));
  throttle.assertOpen('203.0.113.200', at(10));
});

test('six hundred from everywhere shut every network', () => {
  const throttle = createThrottle();
  for (let count = 0; count < 600; count += 1) {
    throttle.countFailure(`10.${count % 256}.${Math.floor(count / 256)}.1`, at(0));
  }
  expect(() => throttle.assertOpen('192.0.2.1', at(1))).toThrow(refused);
  throttle.assertOpen('192.0.2.1', at(10));
});

test('the memory stays bounded and does not forget that everybody is under attack', () => {
  const throttle = createThrottle();
  for (let count = 0; count < 20_100; count += 1) {
    throttle.countFailure(`10.${count >> 8}.${count & 255}.1`, at(0));
  }
  expect(() => throttle.assertOpen('192.0.2.1', at(1))).toThrow(refused);
});
