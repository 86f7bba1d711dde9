import { useMutation, useQueryClient } from '@tanstack/react-query';
import { NavLink, Outlet, Link } from 'react-router';
import { Button } from '../../design/Button.js';
import { Mark } from '../../shell/Mark.js';
import '../../shell/shell.css';
import '../../devices/devices.css';
import { operatorApi } from '../api/operator-api.js';
import { noteOut } from '../../api/who-is-in.js';
import type { Operator } from '../api/shapes.js';
import './operator.css';
import { OperatorProblem } from './OperatorProblem.js';

/** What stands around every page of the operators. */
export function OperatorShell({ operator }: { readonly operator: Operator | null }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="bar">
        <div className="bar-inner desk-bar">
          <Link to="/" className="brand" aria-label="Signoff operators, home">
            <Mark />
            <span>Signoff</span>
            <span className="badge">Operators</span>
          </Link>
          {operator !== null && <Signed operator={operator} />}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}

function Signed({ operator }: { readonly operator: Operator }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: operatorApi.signOut,
    onSuccess: () => noteOut(client, 'signed-out'),
  });
  return (
    <>
      <nav className="desk-nav" aria-label="Operators">
        <NavLink to="/" end>
          Campaigns
        </NavLink>
        <NavLink to="/wall">Wall</NavLink>
      </nav>
      <div className="desk-who">
        <span className="desk-name soft small" title={operator.email}>
          {operator.name}
        </span>
        <Button size="small" pending={leave.isPending} onPress={() => leave.mutate()}>
          Sign out
        </Button>
      </div>
      {leave.isError && (
        <div className="bar-problem">
          <OperatorProblem error={leave.error} onRetry={() => leave.mutate()} />
        </div>
      )}
    </>
  );
}
