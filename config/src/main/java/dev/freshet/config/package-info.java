/**
 * Settings: one record per concern, validated where they are read, documented from code.
 *
 * <p>A component of {@link dev.freshet.config.Settings} or of a record within it is one key, in
 * kebab case; its {@link dev.freshet.config.Setting} annotation holds its meaning and default, the
 * record's constructor its bounds. Everything else is derived by walking the records: {@link
 * dev.freshet.config.SettingsLoader} reads them, {@link dev.freshet.config.SettingsPrinter} shows
 * them without secrets, {@link dev.freshet.config.SettingsReference} documents them, {@link
 * dev.freshet.config.SettingsDigest} fingerprints those that can change a weight. So a new setting
 * is one component, its line in the test of all defaults, and the reference page written again.
 *
 * <p>{@link dev.freshet.config.FreshetException} and {@link dev.freshet.config.ExitCode} are what
 * every room tells a user when something cannot go on.
 */
@NullMarked
package dev.freshet.config;

import org.jspecify.annotations.NullMarked;
