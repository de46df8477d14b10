import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';

const MOST_BYTES = 64 * 1024;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

/** Certificates come as text between BEGIN and END lines or as raw DER; the server reads both, the second as base64. */
export async function readCertificateFile(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  return text.includes('-----BEGIN') ? text.trim() : toBase64(bytes);
}

/** One text with several certificates becomes a list, the leaf first as it stands there. */
export function splitCertificates(text: string): string[] {
  const blocks = text.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g);
  return (blocks ?? [text]).map((block) => block.trim()).filter((block) => block !== '');
}

interface PemFieldProps {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** A certificate pasted or taken from a file. */
export function PemField({ label, hint, value, onChange, error }: PemFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const take = async (file: globalThis.File | undefined): Promise<void> => {
    if (file === undefined) {
      return;
    }
    if (file.size > MOST_BYTES) {
      setProblem('Tệp lớn quá nên không phải tệp chứng thư. Chọn tệp .cer, .crt hoặc .pem.');
      return;
    }
    setProblem(undefined);
    onChange(await readCertificateFile(file));
  };
  return (
    <div className="pem-field">
      <TextField
        label={label}
        hint={hint}
        value={value}
        onChange={(text) => {
          setProblem(undefined);
          onChange(text);
        }}
        rows={5}
        placeholder="-----BEGIN CERTIFICATE-----"
        error={problem ?? error}
        numeric
      />
      <Button size="small" icon={FileUp} onClick={() => input.current?.click()}>
        Chọn tệp chứng thư
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Tệp chứng thư"
        accept=".cer,.crt,.pem,.der"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
