/** `desktop`: keyboard and mouse; `touch`: phone or tablet; `unknown`: nobody has said, treated like touch wherever a right is asked. */
export type DeviceKind = 'desktop' | 'touch' | 'unknown';

/** Headers a browser sends by itself, and the one our page adds from what the pointer of the device can do. */
export interface DeviceHeaders {
  'user-agent'?: string | string[] | undefined;
  'sec-ch-ua-mobile'?: string | string[] | undefined;
  'sec-ch-ua-platform'?: string | string[] | undefined;
  'x-device'?: string | string[] | undefined;
}

/** Whatever else a phone says, these words are in its User-Agent. */
const TOUCH_AGENT =
  /\b(?:iPhone|iPad|iPod|Android|Windows Phone|IEMobile|HarmonyOS|OpenHarmony|KaiOS|Tizen|Mobile|Tablet(?! PC)|Opera Mini|Kindle|Silk|BlackBerry|BB10|Ubuntu Touch)\b/i;
const TOUCH_PLATFORMS = ['android', 'ios', 'ipados', 'harmonyos', 'fuchsia'];
const DESKTOP_PLATFORMS = ['windows', 'macos', 'mac os x', 'linux', 'chrome os', 'chromium os'];
/** Linux on ARM is as often a tablet in disguise ("desktop site") as a computer; iPadOS calls itself a Macintosh. */
const DESKTOP_AGENT =
  /\((?:Windows NT|X11; (?:CrOS|(?:Ubuntu; |Fedora; |Debian; )?Linux (?:x86_64|i[3-6]86)|(?:Free|Open)BSD))/i;
const BROWSER = /^Mozilla\/5\.0 \(/;

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? '';
}

function saysTouch(agent: string, headers: DeviceHeaders): boolean {
  const platform = one(headers['sec-ch-ua-platform']).replaceAll('"', '').toLowerCase();
  return TOUCH_AGENT.test(agent) || one(headers['sec-ch-ua-mobile']) === '?1' || TOUCH_PLATFORMS.includes(platform);
}

function saysDesktop(agent: string, headers: DeviceHeaders): boolean {
  const platform = one(headers['sec-ch-ua-platform']).replaceAll('"', '').toLowerCase();
  // Client hints of a platform come from Chromium alone, which on iPadOS does not exist: a Mac with hints is a Mac.
  const hinted = one(headers['sec-ch-ua-mobile']) === '?0' && DESKTOP_PLATFORMS.includes(platform);
  return DESKTOP_AGENT.test(agent) || (hinted && BROWSER.test(agent));
}

/**
 * On what kind of device somebody works. The page may say `touch` of any device, but `desktop` only of one that does not call itself
 * a phone or a tablet: a request that merely adds a header gains nothing. What cannot be told stays `unknown`.
 */
export function deviceKind(headers: DeviceHeaders): DeviceKind {
  const agent = one(headers['user-agent']);
  const said = one(headers['x-device']).toLowerCase();
  if (said === 'touch' || saysTouch(agent, headers)) {
    return 'touch';
  }
  if (saysDesktop(agent, headers) || (said === 'desktop' && BROWSER.test(agent))) {
    return 'desktop';
  }
  return 'unknown';
}
