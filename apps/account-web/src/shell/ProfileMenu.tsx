import { LogOut, MonitorSmartphone, UserRound } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useNavigate } from 'react-router';
import type { Account } from '../api/shapes.js';
import { ProblemNotice } from '../design/Notice.js';
import { useSignOutHere } from '../sign-in/use-sign-out-here.js';

/** The profile icon at the top right, and what is behind it. */
export function ProfileMenu({ account }: { readonly account: Account }) {
  const navigate = useNavigate();
  const signOutHere = useSignOutHere();
  return (
    <>
      <MenuTrigger>
        <Button className="profile" aria-label={`Profile menu of ${account.displayName}`}>
          <UserRound size={20} aria-hidden="true" />
        </Button>
        <Popover className="menu" placement="bottom end" offset={8}>
          <Menu className="menu-list" aria-label="Profile">
            <MenuSection className="menu-section">
              <Header className="menu-who">
                <span className="menu-name">{account.displayName}</span>
                <span className="soft small">{account.email}</span>
              </Header>
              <MenuItem className="menu-item" onAction={() => void navigate('/account')}>
                <UserRound size={18} aria-hidden="true" />
                Account
              </MenuItem>
              <MenuItem className="menu-item" onAction={() => void navigate('/activate')}>
                <MonitorSmartphone size={18} aria-hidden="true" />
                Link a TV or phone
              </MenuItem>
              <MenuItem className="menu-item" onAction={() => signOutHere.mutate()}>
                <LogOut size={18} aria-hidden="true" />
                Sign out
              </MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      {signOutHere.isError && (
        <div className="bar-problem">
          <ProblemNotice error={signOutHere.error} onRetry={() => signOutHere.mutate()} />
        </div>
      )}
    </>
  );
}
