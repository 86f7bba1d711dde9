import { useState, type FormEvent } from 'react';
import { Form } from 'react-aria-components/Form';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Button } from '../design/Button.js';
import './activation.css';
import { CODE_LETTERS, lettersOf, spelled } from './user-code.js';

interface CodeFormProps {
  readonly initial: string;
  readonly pending: boolean;
  readonly autoFocus?: boolean;
  readonly onCode: (userCode: string) => void;
}

/** Takes the code a device shows, however it is typed: small letters, with or without the hyphen. */
export function CodeForm({ initial, pending, autoFocus = false, onCode }: CodeFormProps) {
  const [typed, setTyped] = useState(spelled(initial));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!pending) onCode(spelled(typed));
  };
  return (
    <Form className="code-form" onSubmit={submit}>
      <TextField
        className="field code-field"
        name="user_code"
        value={typed}
        onChange={setTyped}
        isRequired
        autoFocus={autoFocus}
        autoComplete="off"
        autoCorrect="off"
        spellCheck="false"
        inputMode="text"
        validate={(value) =>
          lettersOf(value).length === CODE_LETTERS ? null : `The code has ${CODE_LETTERS} letters.`
        }
      >
        <Label className="field-label">Code on your device</Label>
        <Input className="field-input code-input" placeholder="ABCD-EFGH" autoCapitalize="characters" />
        <div className="field-note">
          <FieldError className="field-error" />
        </div>
      </TextField>
      <Button type="submit" look="primary" pending={pending}>
        {pending ? 'Looking…' : 'Continue'}
      </Button>
    </Form>
  );
}
