package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Digests;

/**
 * What points are called that do not say it themselves.
 *
 * @param topic of the documents that they foretell
 */
record SignalNames(String series, String topic) {

  /** The place's fingerprint under these names: under others the same file reads differently. */
  String fingerprint(FilePlace place) {
    return place.fingerprint() + " " + Digests.sha256(series + "\n" + topic).substring(0, 32);
  }
}
