import { Checkbox } from 'react-aria-components/Checkbox';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import './controls.css';

interface TickProps {
  readonly children: ReactNode;
  readonly isTicked: boolean;
  readonly onChange: (isTicked: boolean) => void;
}

export function Tick({ children, isTicked, onChange }: TickProps) {
  return (
    <Checkbox className="tick" isSelected={isTicked} onChange={onChange}>
      <span className="tick-box" aria-hidden="true">
        <Check size={14} strokeWidth={3} />
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
