import { useRouter } from '@tanstack/react-router';
import { type AnchorHTMLAttributes, type MouseEvent, useCallback } from 'react';

/** Goes to an address of ours given as text (`row.link` of the server) without loading the page anew. */
export function useGo(): (href: string, how?: { replace: boolean }) => void {
  const { history } = useRouter();
  return useCallback((href, how) => (how?.replace === true ? history.replace(href) : history.push(href)), [history]);
}

interface AppLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
}

function opensElsewhere(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

export function AppLink({ href, onClick, ...rest }: AppLinkProps) {
  const go = useGo();
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (!event.defaultPrevented && !opensElsewhere(event) && rest.target === undefined) {
          event.preventDefault();
          go(href);
        }
      }}
    />
  );
}
