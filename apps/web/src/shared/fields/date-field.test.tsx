import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { stage, useBrowser } from '../testing/stage.tsx';
import { DateField } from './date-field.tsx';

function Held({ onChange }: { onChange: (date: string | null) => void }) {
  const [value, setValue] = useState<string | null>(null);
  return (
    <DateField
      label="Ngày văn bản"
      value={value}
      onChange={(date) => {
        setValue(date);
        onChange(date);
      }}
    />
  );
}

describe('DateField', () => {
  useBrowser();

  it('reads the digits when the field is left, not while they are typed', async () => {
    const onChange = vi.fn();
    await stage(<Held onChange={onChange} />);
    const input = screen.getByLabelText('Ngày văn bản');
    await userEvent.type(input, '120321');
    expect(onChange).not.toHaveBeenCalled();
    expect(input).toHaveProperty('value', '120321');
    fireEvent.blur(input);
    expect(onChange).toHaveBeenCalledExactlyOnceWith('2021-03-12');
    expect(input).toHaveProperty('value', '12/3/2021');
  });

  it('says what is wrong and keeps what was typed', async () => {
    const onChange = vi.fn();
    await stage(<Held onChange={onChange} />);
    const input = screen.getByLabelText('Ngày văn bản');
    await userEvent.type(input, '31/4/2021');
    fireEvent.blur(input);
    expect(onChange).not.toHaveBeenCalled();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/không phải ngày/)).toBeTruthy();
    expect(input).toHaveProperty('value', '31/4/2021');
  });
});
