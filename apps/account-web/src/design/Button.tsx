import { Button as AriaButton } from 'react-aria-components/Button';
import type { ReactNode } from 'react';
import './controls.css';

interface ButtonProps {
  readonly children: ReactNode;
  readonly look?: 'primary' | 'quiet' | 'plain';
  readonly size?: 'normal' | 'small';
  readonly wide?: boolean;
  readonly type?: 'button' | 'submit';
  /** At work: it keeps the keyboard's focus and does nothing more. */
  readonly pending?: boolean;
  readonly label?: string;
  readonly onPress?: () => void;
}

/** Not react-aria's `isPending`: its announcement leaves an image without a name in the page. */
export function Button(props: ButtonProps) {
  const { children, look = 'quiet', size = 'normal', wide = false, type = 'button', pending = false } = props;
  return (
    <AriaButton
      type={type}
      className={buttonClass(look, size, wide)}
      data-pending={pending || undefined}
      aria-disabled={pending}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      onPress={() => {
        if (!pending) props.onPress?.();
      }}
    >
      {children}
    </AriaButton>
  );
}

/** For links that look like buttons. */
export const buttonClass = (
  look: NonNullable<ButtonProps['look']>,
  size: NonNullable<ButtonProps['size']> = 'normal',
  wide = false,
): string => `button button-${look}${size === 'small' ? ' button-small' : ''}${wide ? ' button-wide' : ''}`;
