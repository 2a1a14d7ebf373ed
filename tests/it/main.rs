//! The tests of the whole house, in one program: linking is most of what a test costs to build.
//! Data lies in `tests/data`. Apart are what kills processes (`crash`), what speaks to a service
//! (`live`) and what speaks to stores (`cloud`).

// The house itself: what its sources may import, and where the world comes in.
mod floors;
mod rim;

// The sample estate, against the sums its README does by hand.
mod sample_marts;
mod sample_world;
mod workbook;

// Laws over drawn estates, and the figures computed a second time.
mod estate;
mod increments;
mod ladder;
mod laws;

// What the program says, and what it does again.
mod again;
mod cli;
mod deliver;
mod edges;
mod edited;
mod forget;
mod handover;
mod looks;
mod preview;
mod windows;
mod writers;

// Every source: folders of real and of ugly exports, and what must become of each.
mod cloud_flows;
mod corpus;
mod dataverse;
mod delta;
mod drift;
mod exports;
mod foreign;
mod kit;
mod misread;
mod newcomer;
mod queues;
mod readers;
mod refused;
mod satellites;
mod shapes;
mod synapse;
mod uipath;
mod vendors;
mod workspace;

// One month told in every format gives the same sessions.
mod agreement;
mod formats;
mod told;

// Master data in workbooks.
mod books;

// Damage, hostile input and mutants.
mod altered;
mod damage;
mod footers;
mod fuzzed;
mod hostile;
mod mutants;

// Made-up estates.
mod synth;
