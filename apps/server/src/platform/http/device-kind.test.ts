import { describe, expect, test } from 'vitest';
import { type DeviceHeaders, type DeviceKind, deviceKind } from './device-kind.ts';

const AGENTS = {
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  ipadOld:
    'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
  ipadAsMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  macChrome:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  macFirefox: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0',
  windowsChrome:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  windowsEdge:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0',
  windowsFirefox: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0',
  windowsTabletPc: 'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; Tablet PC 2.0; rv:11.0) like Gecko',
  cocCoc:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/124.0.0 Chrome/118.0.0.0 Safari/537.36',
  linuxFirefox: 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  linuxHeadless:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36',
  linuxArm: 'Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  chromebook:
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  androidPhone:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36',
  androidTablet:
    'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  firefoxAndroidTablet: 'Mozilla/5.0 (Android 13; Tablet; rv:125.0) Gecko/125.0 Firefox/125.0',
  zaloIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Zalo iOS/611 ZaloTheme/light',
  huawei: 'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36',
  silkDesktop:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 (KHTML, like Gecko) Silk/112.7 like Chrome/112.0.0.0 Safari/537.36',
  curl: 'curl/8.5.0',
  node: 'node',
  empty: '',
} as const;

type Agent = keyof typeof AGENTS;

describe('by the User-Agent alone', () => {
  const expected: Record<Agent, DeviceKind> = {
    iphone: 'touch',
    ipadOld: 'touch',
    ipadAsMac: 'unknown',
    macChrome: 'unknown',
    macFirefox: 'unknown',
    windowsChrome: 'desktop',
    windowsEdge: 'desktop',
    windowsFirefox: 'desktop',
    windowsTabletPc: 'desktop',
    cocCoc: 'desktop',
    linuxFirefox: 'desktop',
    linuxHeadless: 'desktop',
    linuxArm: 'unknown',
    chromebook: 'desktop',
    androidPhone: 'touch',
    androidTablet: 'touch',
    firefoxAndroidTablet: 'touch',
    zaloIphone: 'touch',
    huawei: 'touch',
    silkDesktop: 'touch',
    curl: 'unknown',
    node: 'unknown',
    empty: 'unknown',
  };
  test.each(Object.entries(expected))('%s is %s', (agent, kind) => {
    // Keys of `expected` are those of AGENTS by its type.
    expect(deviceKind({ 'user-agent': AGENTS[agent as Agent] })).toBe(kind);
  });
});

describe('with what the browser and the page say besides', () => {
  const cases: { name: string; agent: Agent; headers: DeviceHeaders; kind: DeviceKind }[] = [
    {
      name: 'iPad as a Mac, the page sees fingers',
      agent: 'ipadAsMac',
      headers: { 'x-device': 'touch' },
      kind: 'touch',
    },
    {
      name: 'Safari on a Mac, the page sees a mouse',
      agent: 'ipadAsMac',
      headers: { 'x-device': 'desktop' },
      kind: 'desktop',
    },
    {
      name: 'Chrome on a Mac hints at itself',
      agent: 'macChrome',
      headers: { 'sec-ch-ua-mobile': '?0', 'sec-ch-ua-platform': '"macOS"' },
      kind: 'desktop',
    },
    {
      name: 'a Mac without the name of its platform',
      agent: 'macChrome',
      headers: { 'sec-ch-ua-mobile': '?0' },
      kind: 'unknown',
    },
    { name: 'Windows with fingers', agent: 'windowsChrome', headers: { 'x-device': 'touch' }, kind: 'touch' },
    {
      name: 'a phone asking for the desktop site',
      agent: 'linuxHeadless',
      headers: { 'sec-ch-ua-mobile': '?1' },
      kind: 'touch',
    },
    {
      name: 'a tablet asking for the desktop site',
      agent: 'linuxHeadless',
      headers: { 'sec-ch-ua-mobile': '?0', 'sec-ch-ua-platform': '"Android"' },
      kind: 'touch',
    },
    {
      name: 'a phone cannot call itself a desktop',
      agent: 'iphone',
      headers: { 'x-device': 'desktop' },
      kind: 'touch',
    },
    { name: 'nor can an Android tablet', agent: 'androidTablet', headers: { 'x-device': 'desktop' }, kind: 'touch' },
    { name: 'a program cannot either', agent: 'curl', headers: { 'x-device': 'desktop' }, kind: 'unknown' },
    {
      name: 'Linux on ARM, the page sees a mouse',
      agent: 'linuxArm',
      headers: { 'x-device': 'desktop' },
      kind: 'desktop',
    },
    { name: 'a word nobody knows', agent: 'ipadAsMac', headers: { 'x-device': 'laptop' }, kind: 'unknown' },
    { name: 'the header twice', agent: 'ipadAsMac', headers: { 'x-device': ['touch', 'desktop'] }, kind: 'touch' },
  ];
  test.each(cases)('$name', ({ agent, headers, kind }) => {
    expect(deviceKind({ 'user-agent': AGENTS[agent], ...headers })).toBe(kind);
  });
});
