import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { ActivatePage } from './activation/ActivatePage.js';
import { createQueryClient } from './api/query-client.js';
import { AccountPage } from './pages/AccountPage.js';
import { HomePage } from './pages/HomePage.js';
import { NotFoundPage } from './pages/NotFoundPage.js';
import { PasswordPage } from './pages/PasswordPage.js';
import { Guest } from './sign-in/Guest.js';
import { RequireSignIn } from './sign-in/RequireSignIn.js';
import { SignInPage } from './sign-in/SignInPage.js';
import { SignUpPage } from './sign-in/SignUpPage.js';

/** Every page and its address. */
export function App() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Routes>
          <Route element={<Guest />}>
            <Route path="/sign-in" element={<SignInPage />} />
            <Route path="/sign-up" element={<SignUpPage />} />
          </Route>
          <Route element={<RequireSignIn />}>
            <Route path="/" element={<HomePage />} />
            <Route path="/account" element={<AccountPage />} />
            <Route path="/account/password" element={<PasswordPage />} />
            <Route path="/activate" element={<ActivatePage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Routes>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
