#![no_main]

#[path = "../../tests/it/fuzzed/mod.rs"]
mod fuzzed;

// A decoder that panics on what others wrote is caught, and the export is damaged: libFuzzer's hook
// would end the process before that. What is not caught ends it all the same.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |data: &[u8]| fuzzed::of_parquet(data));
