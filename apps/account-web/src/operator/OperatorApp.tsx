import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { createQueryClient } from '../api/query-client.js';
import { CampaignPage } from './campaigns/CampaignPage.js';
import { CampaignsPage } from './campaigns/CampaignsPage.js';
import { NewCampaignPage } from './new-campaign/NewCampaignPage.js';
import { NoSuchPage } from './shell/NoSuchPage.js';
import { OperatorGuest } from './sign-in/OperatorGuest.js';
import { OperatorSignInPage } from './sign-in/OperatorSignInPage.js';
import { RequireOperator } from './sign-in/RequireOperator.js';
import { WallPage } from './wall/WallPage.js';

/** Every page of the operators and its address. They share the look of the account pages, and no sign-in. */
export function OperatorApp() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter basename="/operator">
        <Routes>
          <Route element={<OperatorGuest />}>
            <Route path="/sign-in" element={<OperatorSignInPage />} />
          </Route>
          <Route element={<RequireOperator />}>
            <Route path="/" element={<CampaignsPage />} />
            <Route path="/campaigns/new" element={<NewCampaignPage />} />
            <Route path="/campaigns/:id" element={<CampaignPage />} />
            <Route path="/wall" element={<WallPage />} />
            <Route path="*" element={<NoSuchPage />} />
          </Route>
        </Routes>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
