package dev.freshet.state;

import dev.freshet.config.CheckpointSettings;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.EnvOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;
import org.rocksdb.util.StdErrLogger;

/**
 * How RocksDB is run, and the native objects that say so; every one has a bound.
 *
 * <p>Two choices carry the promises. RocksDB keeps a CRC-32C of each whole file in its own log of
 * files, taken as the file is written, so that a flipped bit is found wherever it lies. And nothing
 * is compacted unasked, so that files change only inside a call of the store.
 */
final class StateOptions implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 4L << 20;
  private static final int OPEN_FILES = 128;
  private static final long LOG_BYTES = 1L << 20;

  final Cache cache;
  final DBOptions db;
  final ColumnFamilyOptions family;

  /** For files of chunks that are filled aside. */
  final Options aside;

  final EnvOptions env = new EnvOptions();
  final WriteOptions synced = new WriteOptions().setSync(true);
  final FlushOptions flush = new FlushOptions().setWaitForFlush(true);
  final IngestExternalFileOptions moveIn = new IngestExternalFileOptions().setMoveFiles(true);

  /** Chunks are read once: they must not push the indexes out of the cache. */
  final ReadOptions once = new ReadOptions().setFillCache(false);

  private final StdErrLogger silence = new StdErrLogger(InfoLogLevel.HEADER_LEVEL);

  StateOptions(CheckpointSettings settings) {
    RocksDB.loadLibrary();
    cache = new LRUCache(settings.cacheSize().bytes());
    family = family(cache);
    db = db();
    aside = new Options(db, family);
  }

  /** Opened for reading: leaves no file behind, so that a folder may be read-only. */
  StateOptions readOnly() {
    db.setCreateIfMissing(false).setCreateMissingColumnFamilies(false).setLogger(silence);
    return this;
  }

  private static ColumnFamilyOptions family(Cache cache) {
    return new ColumnFamilyOptions()
        .setDisableAutoCompactions(true)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setChecksumType(ChecksumType.kCRC32c)
                .setFormatVersion(6));
  }

  private static DBOptions db() {
    Properties only = new Properties();
    only.setProperty("file_checksum_gen_factory", "FileChecksumGenCrc32cFactory");
    DBOptions options = DBOptions.getDBOptionsFromProps(only);
    if (options == null) {
      throw new IllegalStateException("this RocksDB has no file checksums");
    }
    return options
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setDbWriteBufferSize(2 * WRITE_BUFFER_BYTES)
        .setMaxTotalWalSize(4 * WRITE_BUFFER_BYTES)
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(LOG_BYTES)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  @Override
  public void close() {
    once.close();
    moveIn.close();
    flush.close();
    synced.close();
    aside.close();
    env.close();
    db.close();
    family.close();
    silence.close();
    cache.close();
  }
}
