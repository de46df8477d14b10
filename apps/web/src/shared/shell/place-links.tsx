import { useEffect, useRef } from 'react';
import { AppLink } from '../ui/link.tsx';

interface PlaceLinksProps {
  label: string;
  links: readonly { href: string; label: string }[];
  here: string;
}

/** Screens behind one entry of the rail lead to each other; on a narrow screen the one at hand is moved into sight. */
export function PlaceLinks({ label, links, here }: PlaceLinksProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector(`[href="${here}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return links.length < 2 ? null : (
    <nav ref={nav} className="following-links no-print" aria-label={label}>
      {links.map(({ href, label: text }) => (
        <AppLink key={href} href={href} aria-current={href === here ? 'page' : undefined}>
          {text}
        </AppLink>
      ))}
    </nav>
  );
}
