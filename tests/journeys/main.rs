//! Journeys of people through the product, in Chromium and WebKit.
