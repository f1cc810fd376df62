package dev.lodestar.files;

import dev.lodestar.data.UserReference;
import dev.lodestar.data.UserStamp;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code uploaded_file}. */
@Entity
@Table(name = "uploaded_file")
class FileEntity {
  @Id UUID id;
  String name;

  @Column(name = "size_bytes")
  long sizeBytes;

  @Column(name = "data_format")
  String dataFormat;

  @Column(name = "compression_format")
  String compressionFormat;

  String md5;

  @Column(name = "uploaded_by_id")
  String uploadedById;

  @Column(name = "uploaded_by_name")
  String uploadedByName;

  @Column(name = "uploaded_at")
  Instant uploadedAt;

  static FileEntity of(UploadedFile file) {
    FileEntity entity = new FileEntity();
    entity.id = file.id();
    entity.name = file.name();
    entity.sizeBytes = file.sizeBytes();
    entity.dataFormat = file.formats().dataFormat();
    entity.compressionFormat = file.formats().compressionFormat();
    entity.md5 = file.md5();
    entity.uploadedById = file.uploaded().user().userId();
    entity.uploadedByName = file.uploaded().user().username();
    entity.uploadedAt = file.uploaded().time();
    return entity;
  }

  UploadedFile toFile() {
    return new UploadedFile(
        id,
        name,
        sizeBytes,
        new FileFormats(dataFormat, compressionFormat),
        md5,
        new UserStamp(new UserReference(uploadedByName, uploadedById), uploadedAt));
  }
}
