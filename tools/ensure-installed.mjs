// Runs before start, test, check and bench under whatever Node the machine has: installs from the lockfile when needed,
// and with --test the system tools that some tests use as independent judges.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const mark = join(root, 'node_modules', '.congvu-installed');
const runtime = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function say(text) {
  process.stderr.write(`${text}\n`);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function installPackages() {
  const wanted = lockHash();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted && existsSync(runtime)) {
    return;
  }
  say('Đang cài các gói của Công Vụ (lần đầu mất một vài phút)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0 || !existsSync(runtime)) {
    say('Không cài được gói. Kiểm tra kết nối tới kho gói npm và dung lượng đĩa rồi chạy lại: npm ci');
    process.exit(1);
  }
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, wanted);
}

const TOOLS = [
  { package: 'chromium', found: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] },
  { package: 'poppler-utils', found: ['/usr/bin/pdfsig'] },
  { package: 'qpdf', found: ['/usr/bin/qpdf'] },
  { package: 'openssl', found: ['/usr/bin/openssl'] },
  {
    package: 'default-jdk-headless',
    found: ['/usr/bin/javac', '/usr/local/bin/javac', `${process.env.JAVA_HOME ?? ''}/bin/javac`],
  },
  { package: 'libitext5-java', found: ['/usr/share/java/itext5.jar'] },
  { package: 'libbcprov-java', found: ['/usr/share/java/bcprov.jar'] },
  { package: 'libbcpkix-java', found: ['/usr/share/java/bcpkix.jar'] },
];

function installTools() {
  const missing = TOOLS.filter((tool) => !tool.found.some((path) => existsSync(path))).map((tool) => tool.package);
  if (missing.length === 0) {
    return;
  }
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (canInstall) {
    say(`Đang cài công cụ kiểm thử: ${missing.join(', ')}…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 'ignore', 2], env });
    const result = spawnSync('sh', ['-c', line], { stdio: ['ignore', 'ignore', 2], env });
    if (result.status === 0) {
      return;
    }
  }
  say(`Thiếu công cụ kiểm thử: ${missing.join(', ')}. Các ca cần chúng sẽ được ghi là để ngoài. Cài bằng: ${line}`);
}

installPackages();
if (process.argv.includes('--test')) {
  installTools();
}
