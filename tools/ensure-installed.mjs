// Runs before start, test, check and bench under whatever Node the machine has (14 or newer): installs from the lockfile when
// needed, and with --test the system tools that some tests use as independent judges.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const mark = join(root, 'node_modules', '.congvu-installed');
const runtime = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const APT_LIMIT_MS = 10 * 60 * 1000;

function say(text) {
  process.stderr.write(`${text}\n`);
}

function readLock(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8')).packages;
}

/** What `npm install` of a developer left is as good as `npm ci` when npm's own record says the same as the lockfile. */
function matchesRecord() {
  try {
    const wanted = readLock('package-lock.json');
    const present = readLock('node_modules/.package-lock.json');
    const fits = (name) => {
      const { version, optional, devOptional, peer } = wanted[name];
      return present[name] === undefined ? optional || devOptional || peer : present[name].version === version;
    };
    const names = Object.keys(wanted).filter((name) => name.includes('node_modules/') && !wanted[name].link);
    return names.every(fits) && Object.keys(present).every((name) => wanted[name] !== undefined);
  } catch {
    return false;
  }
}

function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(runtime)) {
    if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) {
      return;
    }
    if (matchesRecord()) {
      writeFileSync(mark, wanted);
      return;
    }
  }
  say('Đang cài các gói của Công Vụ (lần đầu mất một vài phút)…');
  const started = Date.now();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // The pages are built here, so NODE_ENV=production must not leave out the tools that build them.
  const words = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(npm, words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0 || !existsSync(runtime)) {
    const reason = result.error ? ` (${result.error.message})` : '';
    say(`Không cài được gói${reason}. Kiểm tra kết nối tới kho gói npm và dung lượng đĩa rồi chạy lại: npm ci`);
    process.exit(1);
  }
  writeFileSync(mark, wanted);
  say(`Đã cài xong trong ${Math.round((Date.now() - started) / 1000)} giây.`);
}

const JAVA = '/usr/share/java';
/** `found`: programs looked for in PATH, or files; one of them is enough. */
const TOOLS = [
  { package: 'chromium', found: ['chromium', 'chromium-browser', 'google-chrome'] },
  // The journeys take a sixth less of a processor in it: it draws no window that nobody sees.
  { package: 'chromium-headless-shell', found: ['chromium-headless-shell', 'chromium-browser', 'google-chrome'] },
  { package: 'poppler-utils', found: ['pdfsig'] },
  { package: 'qpdf', found: ['qpdf'] },
  { package: 'mupdf-tools', found: ['mutool'] },
  { package: 'openssl', found: ['openssl'] },
  { package: 'libxml2-utils', found: ['xmllint'] },
  { package: 'default-jdk-headless', found: ['javac', join(process.env.JAVA_HOME || '/', 'bin', 'javac')] },
  { package: 'libitext5-java', found: [join(JAVA, 'itext5.jar')] },
  { package: 'libbcprov-java', found: [join(JAVA, 'bcprov.jar')] },
  { package: 'libbcpkix-java', found: [join(JAVA, 'bcpkix.jar')] },
  { package: 'softhsm2', found: ['softhsm2-util'] },
  { package: 'opensc', found: ['pkcs11-tool'] },
  { package: 'postfix', found: ['postfix', '/usr/sbin/postfix'] },
  { package: 'postfix-pgsql', found: ['/usr/lib/postfix/postfix-pgsql.so'] },
  { package: 'dovecot-imapd', found: ['/usr/lib/dovecot/imap'] },
  { package: 'dovecot-lmtpd', found: ['/usr/lib/dovecot/lmtp'] },
  { package: 'clamav-daemon', found: ['clamd', '/usr/sbin/clamd'] },
  { package: '7zip', found: ['7zz', '7z'] },
  { package: 'libarchive-tools', found: ['bsdtar'] },
  { package: 'dovecot-pgsql', found: ['/usr/lib/dovecot/modules/auth/libdriver_pgsql.so'] },
];

function isFound(name) {
  const folders = name.includes('/') ? [''] : (process.env.PATH || '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, name)));
}

function listMissing() {
  return TOOLS.filter((tool) => !tool.found.some(isFound)).map((tool) => tool.package);
}

function apt(words) {
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=30'];
  const result = spawnSync('apt-get', [...options, '-q', ...words], {
    stdio: ['ignore', 'ignore', 2],
    timeout: APT_LIMIT_MS,
    // Mail servers are started by their tests, not by their packages (invoke-rc.d).
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return result.status === 0;
}

function installTools() {
  let missing = listMissing();
  if (missing.length === 0) {
    return;
  }
  const install = ['install', '-y', '--no-install-recommends'];
  const isRoot = process.getuid !== undefined && process.getuid() === 0;
  if (process.platform === 'linux' && isRoot && isFound('apt-get')) {
    say(`Đang cài công cụ kiểm thử: ${missing.join(', ')}…`);
    apt(['update']);
    // One name the system does not know fails the whole line: the others are then installed one by one.
    if (!apt([...install, ...missing])) {
      for (const name of missing) {
        apt([...install, name]);
      }
    }
    missing = listMissing();
  }
  if (missing.length > 0) {
    say(`Thiếu công cụ kiểm thử: ${missing.join(', ')}. Các ca cần chúng sẽ được ghi là để ngoài.`);
    say(`Cài bằng: sudo apt-get ${install.join(' ')} ${missing.join(' ')}`);
  }
}

installPackages();
if (process.argv.includes('--test')) {
  installTools();
}
