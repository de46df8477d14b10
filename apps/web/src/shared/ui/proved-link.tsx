import type { StepUpState } from '@congvu/contracts';
import type { AnchorHTMLAttributes } from 'react';
import { getJson } from '../api/client.ts';
import { askProof } from '../api/step-up.ts';
import { showToast } from '../feedback/toast.tsx';

async function isProved(): Promise<boolean> {
  const { proved } = await getJson<StepUpState>('/api/me/step-up');
  return proved || askProof();
}

/** The browser itself fetches the file, once the server will give it. */
function fetchFile(href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = '';
  link.click();
}

interface ProvedLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
}

/** Takes home a list with personal data or a package of evidence: asks first who sits here (the route says `stepUp`). */
export function ProvedLink({ href, ...rest }: ProvedLinkProps) {
  return (
    <a
      {...rest}
      href={href}
      download
      onClick={(event) => {
        event.preventDefault();
        isProved().then(
          (yes) => yes && fetchFile(href),
          () => showToast('Chưa kết nối được máy chủ nên chưa tải tệp. Thử lại sau ít phút.'),
        );
      }}
    />
  );
}
